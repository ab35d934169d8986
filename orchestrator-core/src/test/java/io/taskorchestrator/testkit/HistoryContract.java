package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is written down about every change. */
abstract class HistoryContract extends StoreScene {

    HistoryContract(StoreOpener opener) {
        super(opener);
    }

    @Test
    void everyChangeIsWrittenDown() {
        TaskId id = longLife(1);
        assertThat(historyTypes(id))
                .containsExactly(
                        EventType.CREATED, EventType.CLAIMED, EventType.FAILED, EventType.RETRIED, EventType.CANCELLED);
    }

    @Test
    void numbersOfATaskHaveNoGaps() {
        TaskId id = longLife(10);
        assertThat(history(id))
                .extracting(HistoryEntry::seq)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 32).boxed().toList());
    }

    @Test
    void positionsGrowWithEveryEntryOfTheStore() {
        TaskId first = create().id();
        TaskId second = create().id();
        claimOne();
        change(Cancel.of(second));
        claim(Claim.by("bob"));
        change(Cancel.of(first));
        List<HistoryEntry> entries = new ArrayList<>(history(first));
        entries.addAll(history(second));
        assertThat(entries).extracting(HistoryEntry::position).doesNotHaveDuplicates();
        assertThat(history(first)).isSortedAccordingTo(Comparator.comparingLong(HistoryEntry::position));
        entries.sort(Comparator.comparingLong(HistoryEntry::position));
        assertThat(entries)
                .extracting(entry -> entry.event().type())
                .containsExactly(
                        EventType.CREATED,
                        EventType.CREATED,
                        EventType.CLAIMED,
                        EventType.CANCELLED,
                        EventType.CANCELLED);
    }

    @Test
    void entryTellsWhenItHappenedAndInWhichAttempt() {
        TaskId id = create().id();
        advance(Duration.ofSeconds(5));
        claimOne();
        HistoryEntry claimed = history(id).get(1);
        assertThat(claimed.at()).isEqualTo(START.plusSeconds(5));
        assertThat(claimed.event().attempt()).isEqualTo(1);
        assertThat(claimed.event().details()).containsEntry("worker_id", "alice");
    }

    @Test
    void actorIsTheCaller() {
        TaskId id = create().id();
        claimOne();
        apply(new Caller("ops"), Cancel.of(id));
        assertThat(actors(id)).containsExactly(CALLER.name(), CALLER.name(), "ops");
    }

    @Test
    void workerWithoutACallersNameAppearsUnderItsOwn() {
        TaskId id = create().id();
        ClaimedTask claimed = await(store().claim(List.of(new Call<>(Caller.ANONYMOUS, anything()))))
                .get(0)
                .get(0);
        apply(Caller.ANONYMOUS, Complete.of(id, claimed.token(), TaskResult.SUCCESS));
        assertThat(actors(id)).containsExactly(CALLER.name(), "alice", "alice");
    }

    @Test
    void producerWithoutANameIsAnonymous() {
        TaskId id = create().id();
        apply(Caller.ANONYMOUS, Cancel.of(id));
        assertThat(actors(id)).containsExactly(CALLER.name(), "anonymous");
    }

    @Test
    void expiryIsTheSystems() {
        TaskId id = create().id();
        claimOne();
        pass(LEASE);
        assertThat(historyTypes(id)).endsWith(EventType.EXPIRED);
        assertThat(actors(id)).endsWith("system");
    }

    @Test
    void expiryWithoutRetriesLeftIsTwoEntries() {
        TaskId id = create(how -> how.maxRetries(0)).id();
        claimOne();
        pass(LEASE);
        assertThat(historyTypes(id))
                .containsExactly(EventType.CREATED, EventType.CLAIMED, EventType.EXPIRED, EventType.FAILED);
    }

    @Test
    void historyIsReadPageByPage() {
        TaskId id = longLife(10);
        List<HistoryEntry> read = new ArrayList<>();
        List<HistoryEntry> page = store().history(id, 0, 5);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(5);
            read.addAll(page);
            page = store().history(id, page.get(page.size() - 1).seq(), 5);
        }
        assertThat(read).isEqualTo(history(id));
    }

    @Test
    void pageBeginsAfterTheGivenNumber() {
        TaskId id = longLife(10);
        assertThat(store().history(id, 7, 3)).extracting(HistoryEntry::seq).containsExactly(8, 9, 10);
    }

    @Test
    void everyPageOfALongHistoryIsWhole() {
        TaskId id = longLife(40);
        int last = 122;
        for (int after = 0; after <= last; after++) {
            for (int limit : new int[] {1, 32, 65}) {
                assertThat(store().history(id, after, limit))
                        .as("%d entries after %d", limit, after)
                        .extracting(HistoryEntry::seq)
                        .containsExactlyElementsOf(IntStream.rangeClosed(after + 1, Math.min(after + limit, last))
                                .boxed()
                                .toList());
            }
        }
        assertThat(store().history(id, Integer.MAX_VALUE, 10)).isEmpty();
    }

    @Test
    void historiesOfTasksThatGoOnTogetherAreKeptApart() {
        TaskId first = create(how -> how.maxRetries(100)).id();
        TaskId second = create(how -> how.maxRetries(100)).id();
        for (int round = 0; round < 20; round++) {
            claim(anything().limit(2)).forEach(claimed -> change(Fail.of(claimed.id(), claimed.token(), "no")));
            change(Retry.of(first));
            change(Retry.of(second));
        }
        assertThat(historyTypes(first)).hasSize(61).isEqualTo(historyTypes(second));
        assertThat(history(first)).doesNotContainAnyElementsOf(history(second));
    }

    /** Though those before them write more entries than commands usually do. */
    @Test
    void commandsOfOneCallAboutOneTaskAreCarriedOutInTheirOrder() {
        TaskId id = create().id();
        change(Fail.of(id, claimOne().token(), "no"));
        List<TaskCommand> commands = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            create();
            commands.add(new Delete(claimOne().id(), true, Optional.empty()));
        }
        commands.add(Retry.of(id));
        commands.add(Cancel.of(id, "not needed"));
        List<Call<TaskCommand>> calls =
                commands.stream().map(command -> new Call<>(CALLER, command)).toList();

        assertThat(await(store().apply(calls))).allMatch(decided -> decided.decision() instanceof Decision.Changed);

        assertThat(find(id).state().outcome().reason()).contains("not needed");
        assertThat(find(id).state().outcome().errorMessage()).isEmpty();
        assertThat(historyTypes(id))
                .containsExactly(
                        EventType.CREATED, EventType.CLAIMED, EventType.FAILED, EventType.RETRIED, EventType.CANCELLED);
    }

    @Test
    void resultsAreKeptInTheLastFiveEntriesThatCarryOne() {
        TaskId id = create(how -> how.maxRetries(100)).id();
        for (int round = 1; round <= 8; round++) {
            ClaimedTask claimed = claimOne();
            change(new Fail(id, Holder.of(claimed.token()), "no", true, Optional.of(TaskResult.success("r" + round))));
            change(Retry.of(id));
        }
        assertThat(outputs(id)).containsExactly("r4", "r5", "r6", "r7", "r8");
        assertThat(historyTypes(id)).filteredOn(EventType.RETRIED::equals).hasSize(8);
    }

    @Test
    void lateResultIsKeptAndTheTaskGoesOn() {
        TaskId id = create().id();
        ClaimedTask first = claimOne();
        pass(LEASE);
        claimOne(Claim.by("bob"));
        refusal(Complete.of(id, first.token(), TaskResult.success("late")));
        assertThat(find(id).status()).isEqualTo(TaskStatus.WORKING);
        HistoryEntry last = history(id).get(history(id).size() - 1);
        assertThat(last.event().type()).isEqualTo(EventType.LATE_RESULT);
        assertThat(last.event().attempt()).isEqualTo(1);
        assertThat(last.event().result()).contains(TaskResult.success("late"));
    }

    @Test
    void lateResultIsKeptOncePerAttempt() {
        TaskId id = create().id();
        ClaimedTask first = claimOne();
        pass(LEASE);
        claimOne(Claim.by("bob"));
        refusal(Complete.of(id, first.token(), TaskResult.success("late")));
        refusal(Complete.of(id, first.token(), TaskResult.success("later")));
        assertThat(outputs(id)).containsExactly("late");
    }

    @Test
    void lateResultsOfTheLastFiveAttemptsAreKept() {
        TaskId id = create(how -> how.maxRetries(100)).id();
        List<ClaimedTask> attempts = new ArrayList<>();
        for (int attempt = 1; attempt <= 8; attempt++) {
            attempts.add(claimOne());
            pass(LEASE);
        }
        claimOne(Claim.by("bob"));
        for (ClaimedTask late : attempts) {
            refusal(Complete.of(
                    id, late.token(), TaskResult.success("r" + late.token().attempt())));
        }
        assertThat(outputs(id)).containsExactly("r4", "r5", "r6", "r7", "r8");
    }

    @Test
    void resultOfACancelledTaskIsKept() {
        TaskId id = create().id();
        ClaimedTask claimed = claimOne();
        change(Cancel.of(id));
        refusal(Complete.of(id, claimed.token(), TaskResult.success("in vain")));
        assertThat(outputs(id)).containsExactly("in vain");
        assertThat(historyTypes(id)).endsWith(EventType.LATE_RESULT, EventType.CANCEL_CONFIRMED);
    }

    @Test
    void repeatIsNotWrittenDown() {
        TaskId id = create().id();
        ClaimedTask claimed = claimOne();
        change(Release.of(id, claimed.token()));
        apply(Release.of(id, claimed.token()));
        assertThat(historyTypes(id)).containsExactly(EventType.CREATED, EventType.CLAIMED, EventType.RELEASED);
    }

    /** A task that failed and was retried so many times, and was then cancelled. */
    private TaskId longLife(int rounds) {
        TaskId id = create(how -> how.maxRetries(100)).id();
        for (int i = 0; i < rounds; i++) {
            change(Fail.of(id, claimOne().token(), "no"));
            change(Retry.of(id));
        }
        change(Cancel.of(id));
        return id;
    }

    private List<String> actors(TaskId id) {
        return history(id).stream().map(HistoryEntry::actor).toList();
    }

    private List<String> outputs(TaskId id) {
        return history(id).stream()
                .flatMap(entry -> entry.event().result().stream())
                .flatMap(result -> result.output().stream())
                .toList();
    }
}
