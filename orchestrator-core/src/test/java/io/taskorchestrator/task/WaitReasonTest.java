package io.taskorchestrator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.task.WaitReason.Blocker;
import io.taskorchestrator.task.WaitReason.Kind;
import io.taskorchestrator.task.WaitReason.Place;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What people are told about a task that does not run. */
class WaitReasonTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final Routing ROUTING =
            new Routing(WorkDirectory.of("/a"), QueueName.DEFAULT, Priority.MEDIUM, DirectoryAccess.UNRESTRICTED);
    private static final Place SECOND = Place.behind(1);
    private static final Blocker HOLDER =
            new Blocker(TaskId.of(new UUID(0, 1)), WorkDirectory.of("/a/b"), Optional.of(WorkerId.of("w")), NOON);

    @Test
    void aPlaceIsCountedUpToAThousand() {
        assertThat(Place.behind(0)).hasToString("1");
        assertThat(Place.behind(999)).hasToString("1000");
        assertThat(Place.behind(1_000)).hasToString("1000+");
        assertThat(Place.behind(Long.MAX_VALUE)).hasToString("1000+");
    }

    @Test
    void aWorkerIsMissingOnceNoneHasAskedForMoreThanAMinute() {
        assertThat(inLine(Optional.of(NOON.minusSeconds(60))))
                .returns(Kind.IN_LINE, WaitReason::kind)
                .returns("In line at place 2", WaitReason::message);
        assertThat(inLine(Optional.of(NOON.minusSeconds(61))))
                .returns(Kind.NO_WORKER, WaitReason::kind)
                .returns(
                        "No worker has asked for tasks of queue default in /a since 2026-01-31T11:58:59Z",
                        WaitReason::message);
        assertThat(inLine(Optional.empty()))
                .returns(Kind.NO_WORKER, WaitReason::kind)
                .returns("No worker has asked for tasks of queue default in /a yet", WaitReason::message);
    }

    private static WaitReason inLine(Optional<Instant> lastAsked) {
        return WaitReason.inLine(ROUTING, SECOND, lastAsked, NOON);
    }

    @Test
    void whatKeepsADirectoryBusyIsNamed() {
        assertThat(WaitReason.busy(HOLDER, SECOND, Optional.empty()))
                .returns(Kind.DIRECTORY_BUSY, WaitReason::kind)
                .returns(Optional.of(HOLDER), WaitReason::blocker)
                .returns(
                        "/a/b is held since 2026-01-31T12:00:00Z by task 00000000-0000-0000-0000-000000000001 of worker w",
                        WaitReason::message);
        Blocker waiting = new Blocker(HOLDER.task(), HOLDER.directory(), Optional.empty(), NOON);
        assertThat(WaitReason.reserved(waiting, SECOND, Optional.empty()))
                .returns(Kind.DIRECTORY_RESERVED, WaitReason::kind)
                .returns(
                        "/a/b is reserved since 2026-01-31T12:00:00Z by task 00000000-0000-0000-0000-000000000001",
                        WaitReason::message);
    }

    @Test
    void whatIsDelayedOrDoesNotWaitSaysSo() {
        assertThat(WaitReason.delayed(NOON, Optional.empty()))
                .returns(Optional.of(NOON), WaitReason::until)
                .returns("Delayed until 2026-01-31T12:00:00Z", WaitReason::message);
        assertThat(WaitReason.notWaiting(TaskStatus.COMPLETED, Optional.empty()).message())
                .isEqualTo("Not waiting: the task is completed");
    }
}
