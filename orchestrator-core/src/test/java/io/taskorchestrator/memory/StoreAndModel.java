package io.taskorchestrator.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.Lifecycle;
import io.taskorchestrator.lifecycle.Refusal;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.memory.ReferenceModel.Row;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskChange;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.WaitReason;
import io.taskorchestrator.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** A memory store and the {@link ReferenceModel}, asked for the same things; their answers must be the same. */
final class StoreAndModel {

    private static final Instant START = Instant.parse("2026-03-01T10:50:00Z");
    private static final TaskId NO_ID = TaskId.of(new UUID(0, 0));
    private static final int MANY = 512;

    final SettableClock clock = new SettableClock(START);
    final ReferenceModel model;

    /** The ids of all tasks there ever were. */
    final List<TaskId> ids = new ArrayList<>();

    /** How many reservations were seen. */
    int reserved;

    private final MemoryTaskStore store;
    private final Map<Grant, LeaseToken> tokens = new HashMap<>();

    /** What the store's listener was told since the current action began. */
    private final List<Claim.Scope> hints = new ArrayList<>();

    private record Grant(TaskId id, int attempt) {}

    StoreAndModel(StoreSettings settings) {
        store = MemoryStores.open(settings, clock);
        model = new ReferenceModel(settings);
        store.listen(new StoreListener() {
            @Override
            public void ready(QueueName queue, DirectoryScope directories) {
                hints.add(new Claim.Scope(queue, directories));
            }

            @Override
            public void changed(TaskChange change) {}
        });
    }

    /** Does something, and checks that whoever waits for a task that this has set free is told. */
    void run(ModelActions.Action action) {
        hints.clear();
        List<Row> before = model.open(clock.instant());
        action.run(this);
        for (Row row : model.open(clock.instant())) {
            boolean told = before.contains(row)
                    || hints.stream()
                            .anyMatch(hint ->
                                    ReferenceModel.covers(hint, row.task.spec().routing()));
            assertThat(told).as("somebody was told of %s", row.task).isTrue();
        }
    }

    void create(List<CreateBatch.Draft> drafts) {
        CreateBatch batch = new CreateBatch(drafts, Optional.empty());
        List<Task> tasks =
                result(store.create(new Call<>(Caller.ANONYMOUS, batch))).tasks();
        assertThat(tasks).hasSameSizeAs(drafts);
        for (int i = 0; i < drafts.size(); i++) {
            TaskId id = tasks.get(i).id();
            Decision.Changed created =
                    Lifecycle.create(id, drafts.get(i).spec(), drafts.get(i).start(), clock.instant());
            assertThat(tasks.get(i)).isEqualTo(created.task());
            assertThat(id).isGreaterThan(ids.isEmpty() ? NO_ID : ids.get(ids.size() - 1));
            ids.add(id);
            model.add(created);
        }
    }

    void claim(Claim claim) {
        List<ClaimedTask> claimed = result(store.claim(List.of(new Call<>(Caller.ANONYMOUS, claim))))
                .get(0);
        List<Task> expected = model.claim(claim, clock.instant());
        same(claimed.stream().map(ClaimedTask::task).toList(), expected);
        for (ClaimedTask task : claimed) {
            int attempt = task.task().state().attempts().number();
            assertThat(task.token().attempt()).isEqualTo(attempt);
            LeaseToken known = tokens.putIfAbsent(new Grant(task.id(), attempt), task.token());
            assertThat(known).as("the token of the same attempt").isIn(null, task.token());
        }
        reserved = Math.max(reserved, model.reservations.size());
    }

    /** Carries out a command whose token, if it shows one, is genuine. */
    void apply(TaskCommand command) {
        Decision expected = model.row(command.task())
                .map(row -> model.decide(row, command, clock.instant()))
                .orElseGet(() -> new Decision.Refused(Refusal.notFound(command.task()), Optional.empty()));
        same(decision(command), expected);
        sameTask(command.task());
    }

    /** Carries out a command that shows a token which the store has not made. */
    void applyForged(TaskCommand command) {
        Refusal refusal = model.row(command.task())
                .map(row -> Refusal.staleLease(row.task))
                .orElseGet(() -> Refusal.notFound(command.task()));
        assertThat(decision(command)).isEqualTo(new Decision.Refused(refusal, Optional.empty()));
        sameTask(command.task());
    }

    private Decision decision(TaskCommand command) {
        return result(store.apply(List.of(new Call<>(Caller.ANONYMOUS, command))))
                .get(0)
                .decision();
    }

    /** Lets time pass, and both do what is due then. */
    void pass(Duration time) {
        clock.advance(time);
        Optional<Instant> next = result(store.tick(MANY));
        model.tick(clock.instant());
        Optional<Instant> expected = model.nextDue(clock.instant());
        assertThat(next.isPresent()).as("next due").isEqualTo(expected.isPresent());
        // The timer of a renewed lease rings once at its old end.
        next.ifPresent(due -> assertThat(due).isAfter(clock.instant()).isBeforeOrEqualTo(expected.orElseThrow()));
        sameTasks();
    }

    void list(TaskQuery query) {
        List<Task> expected = new ReferenceAnswers(model, clock.instant()).list(query);
        Page page = store.list(query);
        assertThat(page.total()).as("total").isEqualTo(expected.size());
        assertThat(page.totalCapped()).isFalse();
        List<Task> tasks = new ArrayList<>(page.tasks());
        while (page.hasMore()) {
            assertThat(page.tasks()).hasSize(query.limit());
            page = store.list(query.toBuilder()
                    .offset(0)
                    .cursor(page.nextCursor().orElseThrow())
                    .build());
            tasks.addAll(page.tasks());
        }
        assertThat(tasks)
                .as("pages")
                .containsExactlyElementsOf(
                        expected.stream().skip(query.offset()).toList());
    }

    void statistics(int hours) {
        assertThat(store.statistics(Duration.ofHours(hours)))
                .isEqualTo(new ReferenceAnswers(model, clock.instant()).statistics(hours));
    }

    /** Asks of every task why it is not running. */
    void explain() {
        ReferenceAnswers answers = new ReferenceAnswers(model, clock.instant());
        for (TaskId id : ids) {
            same(store.explain(id).map(StoreAndModel::withoutMessage), answers.explain(id));
        }
    }

    private static WaitReason withoutMessage(WaitReason reason) {
        return new WaitReason(reason.kind(), "", reason.place(), reason.until(), reason.blocker(), reason.lastAsked());
    }

    /** Every task is the same in both. */
    void sameTasks() {
        ids.forEach(this::sameTask);
    }

    private void sameTask(TaskId id) {
        same(store.find(id, EnumSet.allOf(TaskPart.class)), model.row(id).map(row -> row.task));
    }

    /** Asserts only what differs: there are hundreds of thousands of comparisons. */
    private static void same(Object actual, Object expected) {
        if (!actual.equals(expected)) {
            assertThat(actual).isEqualTo(expected);
        }
    }

    /** Some task, of those that are {@code preferred} if there are any; empty if there never was one. */
    Optional<TaskId> choose(int index, Predicate<Row> preferred) {
        List<TaskId> choice =
                model.rows.stream().filter(preferred).map(row -> row.task.id()).toList();
        List<TaskId> from = choice.isEmpty() ? ids : choice;
        return from.isEmpty() ? Optional.empty() : Optional.of(from.get(index % from.size()));
    }

    /** The token that was granted for {@code attempt}; empty if there was no such attempt. */
    Optional<LeaseToken> token(TaskId id, int attempt) {
        return Optional.ofNullable(tokens.get(new Grant(id, attempt)));
    }

    private static <T> T result(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
