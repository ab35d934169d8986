package io.taskorchestrator.testkit;

import static io.taskorchestrator.task.DirectoryAccess.EXCLUSIVE;
import static io.taskorchestrator.task.DirectoryAccess.SHARED;
import static io.taskorchestrator.task.DirectoryAccess.UNRESTRICTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps a task from starving whose directory others keep busy. No claim here asks for a lease, so none expires. */
abstract class ReservationContract extends StoreScene {

    private static final Duration AGING = Duration.ofMinutes(10);
    private static final Duration UNASKED = Duration.ofSeconds(60);
    private static final QueueName GPU = QueueName.of("gpu");
    private static final Claim CLAIM = Claim.by("alice");
    private static final Claim GPU_CLAIM = Claim.by("gpu-worker").from(GPU);

    ReservationContract(StoreOpener opener) {
        super(opener);
    }

    @BeforeEach
    void openWithAging() {
        open(StoreSettings.STANDARD.withAging(AGING));
    }

    @ParameterizedTest
    @CsvSource({
        "/a,     EXCLUSIVE, /a,     /a,     SHARED",
        "/a,     EXCLUSIVE, /a/b,   /a/c,   SHARED",
        "/a,     EXCLUSIVE, /a/b,   /a/c/d, EXCLUSIVE",
        "/a,     SHARED,    /a/b,   /a/c,   EXCLUSIVE",
        "/a/b/c, EXCLUSIVE, /a,     /,      SHARED"
    })
    void streamOfOthersDoesNotStarveATask(
            String directory, DirectoryAccess access, String one, String other, DirectoryAccess stream) {
        Deque<ClaimedTask> running = new ArrayDeque<>();
        create(one, stream);
        running.add(claimOne(CLAIM));
        TaskId waiting = create(directory, access).id();
        boolean started = false;
        int minutes = 0;
        for (; !started && minutes < 60; minutes++) {
            advance(Duration.ofMinutes(1));
            create(minutes % 2 == 0 ? other : one, stream);
            List<ClaimedTask> claimed = claim(CLAIM);
            started = claimed.stream().anyMatch(task -> task.id().equals(waiting));
            running.addAll(claimed);
            if (claimed.isEmpty() || running.size() > 1) {
                complete(running.remove());
            }
        }
        assertThat(started).isTrue();
        assertThat(minutes).isLessThanOrEqualTo((int) AGING.toMinutes() + 3);
    }

    @Test
    void taskThatHasNotWaitedLongReservesNothing() {
        hold(SHARED);
        create("/a", EXCLUSIVE);
        advance(AGING);
        TaskId next = create("/a", SHARED).id();
        assertThat(claimIds(CLAIM)).containsExactly(next);
    }

    @Test
    void taskThatHasWaitedLongKeepsConflictingTasksOut() {
        hold(SHARED);
        create("/a", EXCLUSIVE);
        create("/a/b", SHARED);
        advance(AGING.plusSeconds(1));
        assertThat(claim(CLAIM)).isEmpty();
    }

    @Test
    void reservedTaskStartsAsSoonAsTheLiveLeasesAllow() {
        ClaimedTask one = hold(SHARED);
        ClaimedTask other = hold(SHARED);
        TaskId reserved = reserve("/a", EXCLUSIVE);
        complete(one);
        assertThat(claim(CLAIM)).isEmpty();
        complete(other);
        assertThat(claimIds(CLAIM)).containsExactly(reserved);
    }

    @Test
    void tasksOfOtherDirectoriesStartBesideAReservation() {
        hold(SHARED);
        reserve("/a", EXCLUSIVE);
        TaskId apart = create("/b", EXCLUSIVE).id();
        assertThat(claimIds(CLAIM)).containsExactly(apart);
    }

    @Test
    void unrestrictedTasksStartBesideAReservation() {
        hold(SHARED);
        reserve("/a", EXCLUSIVE);
        TaskId unrestricted = create("/a", UNRESTRICTED).id();
        assertThat(claimIds(CLAIM)).containsExactly(unrestricted);
    }

    @Test
    void sharedTasksStartBesideTheReservationOfASharedOne() {
        create("/a/b", EXCLUSIVE);
        claimOne(CLAIM);
        reserve("/a", SHARED);
        create("/a/c", EXCLUSIVE);
        TaskId shared = create("/a/c", SHARED).id();
        assertThat(claimIds(CLAIM)).containsExactly(shared);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "/a/b/c", "/"})
    void reservationReachesAcrossQueuesAboveAndBelow(String directory) {
        hold(SHARED);
        reserveForGpu();
        create(directory, SHARED);
        assertThat(claim(CLAIM)).isEmpty();
    }

    @Test
    void reservationEndsWithItsTask() {
        hold(SHARED);
        TaskId reserved = reserveForGpu();
        TaskId next = create("/a", SHARED).id();
        change(Cancel.of(reserved));
        assertThat(claimIds(CLAIM)).containsExactly(next);
    }

    @Test
    void reservationHasEndedWhenItsTaskIsDone() {
        ClaimedTask holder = hold(SHARED);
        reserveForGpu();
        complete(holder);
        complete(claimOne(GPU_CLAIM));
        TaskId next = create("/a", SHARED).id();
        assertThat(claimIds(CLAIM)).containsExactly(next);
    }

    @Test
    void reservationEndsWhenNobodyHasAskedForItsTask() {
        hold(SHARED);
        reserveForGpu();
        TaskId next = create("/a", SHARED).id();
        advance(UNASKED);
        tick();
        assertThat(claimIds(CLAIM)).containsExactly(next);
    }

    @Test
    void nextClaimNoticesThatNobodyHasAskedForTheReservedTask() {
        hold(SHARED);
        reserveForGpu();
        TaskId next = create("/a", SHARED).id();
        advance(UNASKED);
        assertThat(claimIds(CLAIM)).containsExactly(next);
    }

    @Test
    void tickTellsWhenAReservationWillEnd() {
        hold(SHARED);
        reserveForGpu();
        assertThat(tick())
                .hasValueSatisfying(due -> assertThat(due).isAfter(now()).isBeforeOrEqualTo(now().plus(UNASKED)));
    }

    @Test
    void reservationLastsWhileSomebodyAsksForItsTask() {
        hold(SHARED);
        reserveForGpu();
        create("/a", SHARED);
        for (int i = 0; i < 5; i++) {
            advance(UNASKED.minusSeconds(1));
            tick();
            assertThat(claim(GPU_CLAIM)).isEmpty();
            assertThat(claim(CLAIM)).isEmpty();
        }
    }

    @Test
    void claimsThatCouldNotTakeTheTaskDoNotKeepItsReservation() {
        hold(SHARED);
        reserveForGpu();
        TaskId next = create("/a", SHARED).id();
        advance(UNASKED.minusSeconds(1));
        claim(GPU_CLAIM.below("/b"));
        claim(CLAIM.in("/a"));
        advance(Duration.ofSeconds(1));
        assertThat(claimIds(CLAIM)).containsExactly(next);
    }

    @Test
    void twoTasksThatWaitLongNeverBlockEachOther() {
        ClaimedTask holder = hold(SHARED);
        TaskId first = create("/a/b", EXCLUSIVE).id();
        TaskId second = create("/a", EXCLUSIVE).id();
        advance(AGING.plusSeconds(1));
        for (String scope : List.of("/a", "/a/b", "/")) {
            assertThat(claim(CLAIM.below(scope))).isEmpty();
        }
        complete(holder);
        ClaimedTask next = claimOne(CLAIM);
        assertThat(next.id()).isEqualTo(first);
        complete(next);
        assertThat(claimIds(CLAIM)).containsExactly(second);
    }

    @Test
    void taskReservesThoughAnEarlierOneHasReservedAnotherDirectory() {
        create("/a", EXCLUSIVE);
        create("/a", EXCLUSIVE);
        create("/a", EXCLUSIVE);
        create("/b", SHARED);
        assertThat(claim(CLAIM.limit(4))).hasSize(2);
        TaskId waiting = create("/b", EXCLUSIVE).id();
        advance(AGING.plusSeconds(1));
        TaskId free = create("/c", SHARED).id();
        assertThat(claimIds(CLAIM)).containsExactly(free);
        create("/b", SHARED);
        assertThat(claim(CLAIM)).as("/b is promised to " + waiting).isEmpty();
    }

    @Test
    void taskReservesThoughOneOfAWiderDirectoryCannot() {
        create("/a/b", EXCLUSIVE);
        create("/c", SHARED);
        assertThat(claim(CLAIM.limit(2))).hasSize(2);
        create("/a/b", EXCLUSIVE);
        create("/a", EXCLUSIVE);
        create("/c", EXCLUSIVE);
        advance(AGING.plusSeconds(1));
        assertThat(claim(CLAIM)).isEmpty();
        create("/c", SHARED);
        assertThat(claim(CLAIM)).isEmpty();
    }

    /** Else those below could take turns, and there would always be one that the wider one conflicts with. */
    @Test
    void nothingIsReservedPastAnEarlierTaskThatConflicts() {
        create("/a/b", EXCLUSIVE);
        create("/a/c", EXCLUSIVE);
        ClaimedTask inB = claimOne(CLAIM);
        ClaimedTask inC = claimOne(CLAIM);
        TaskId first = create("/a/b", EXCLUSIVE).id();
        TaskId wide = create("/a", EXCLUSIVE).id();
        TaskId last = create("/a/c", EXCLUSIVE).id();
        advance(AGING.plusSeconds(1));
        assertThat(claim(CLAIM)).isEmpty();
        complete(inB);
        ClaimedTask second = claimOne(CLAIM);
        assertThat(second.id()).isEqualTo(first);
        assertThat(claim(CLAIM)).isEmpty();
        complete(inC);
        assertThat(claim(CLAIM)).isEmpty();
        complete(second);
        ClaimedTask third = claimOne(CLAIM);
        assertThat(third.id()).isEqualTo(wide);
        complete(third);
        assertThat(claimIds(CLAIM)).containsExactly(last);
    }

    private Task create(String directory, DirectoryAccess access) {
        return create(in(directory).directoryAccess(access));
    }

    /** A running task in {@code /a}. */
    private ClaimedTask hold(DirectoryAccess access) {
        create("/a", access);
        return claimOne(CLAIM);
    }

    /** A task that finds its directory busy and has waited for long enough. */
    private TaskId reserve(String directory, DirectoryAccess access) {
        TaskId id = create(directory, access).id();
        advance(AGING.plusSeconds(1));
        assertThat(claim(CLAIM)).isEmpty();
        return id;
    }

    /** The same for {@code /a}, in a queue of its own. */
    private TaskId reserveForGpu() {
        TaskId id = create(in("/a").directoryAccess(EXCLUSIVE).queue(GPU)).id();
        advance(AGING.plusSeconds(1));
        assertThat(claim(GPU_CLAIM)).isEmpty();
        return id;
    }
}
