package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Completed;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.HeartbeatReply;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Progress;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Working: heartbeats, and how an attempt ends. */
abstract class OrchestratorWorkContract extends OrchestratorScene {

    private static final TaskResult RESULT = new TaskResult(
            "success",
            Optional.of("orders.customer_id has no index"),
            Optional.of(Duration.ofMillis(4_500)),
            Optional.of(JsonText.of("{\"queries_read\": 127}")));

    OrchestratorWorkContract(Opener opener) {
        super(opener);
    }

    private List<EventType> events(ClaimedTask task) {
        return orchestrator().history(task.id()).stream()
                .map(entry -> entry.event().type())
                .toList();
    }

    @Test
    void aHeartbeatRenewsTheLeaseAndTellsOfProgress() {
        ClaimedTask claimed = working();
        clock.advance(Duration.ofSeconds(20));
        Progress progress = new Progress(Optional.of(40), Optional.of("Testing on a copy"), Instant.EPOCH);

        HeartbeatReply reply = orchestrator()
                .heartbeat(Heartbeat.of(claimed.id(), claimed.token())
                        .progress(progress)
                        .checkpoint(JsonText.of("{\"step\":3}"))
                        .lease(Duration.ofMinutes(2)));

        assertThat(reply)
                .isEqualTo(new HeartbeatReply(START.plusSeconds(140), Duration.ofMinutes(2), false, Optional.empty()));
        Task task = orchestrator().find(claimed.id()).orElseThrow();
        assertThat(task.state().report().progress()).contains(progress.at(START.plusSeconds(20)));
        assertThat(task.state().report().checkpoint()).contains(JsonText.of("{\"step\":3}"));
    }

    @Test
    void aHeartbeatTellsOfACancellation() {
        ClaimedTask claimed = working();
        behind.cancel(Cancel.of(claimed.id(), "no longer wanted"));

        HeartbeatReply reply = orchestrator().heartbeat(Heartbeat.of(claimed.id(), claimed.token()));

        assertThat(reply.cancelRequested()).isTrue();
        assertThat(reply.reason()).contains("no longer wanted");
    }

    @Test
    void aTaskIsCompletedWithItsResult() {
        ClaimedTask claimed = working();
        Task completed = orchestrator()
                .complete(new Complete(
                        claimed.id(), Holder.of(claimed.token()), Optional.of("Find the slow query"), RESULT));

        assertWhole(completed);
        assertThat(completed.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(completed.state().outcome().result()).contains(RESULT);
    }

    @Test
    void aRepeatedEndChangesNothing() {
        ClaimedTask one = working();
        Task completed = orchestrator().complete(success(one));
        assertThat(orchestrator().complete(success(one)).version()).isEqualTo(completed.version());

        ClaimedTask two = working();
        Task failed = orchestrator().fail(Fail.of(two.id(), two.token(), "no"));
        assertThat(orchestrator().fail(Fail.of(two.id(), two.token(), "no")).version())
                .isEqualTo(failed.version());

        ClaimedTask three = working();
        Task released = orchestrator().release(Release.of(three.id(), three.token()));
        assertThat(orchestrator().release(Release.of(three.id(), three.token())).version())
                .isEqualTo(released.version());
    }

    @Test
    void aResultThatSaysItFailedIsAFailure() {
        ClaimedTask claimed = working();
        TaskResult result = new TaskResult("error", Optional.of("no disk"), Optional.empty(), Optional.empty());

        Task failed = orchestrator().complete(Complete.of(claimed.id(), claimed.token(), result));

        assertWhole(failed);
        assertThat(failed.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(failed.state().outcome().errorMessage()).contains("no disk");
    }

    @Test
    void aTaskFailsWithItsMessageAndResult() {
        ClaimedTask claimed = working();
        Task failed = orchestrator()
                .fail(new Fail(claimed.id(), Holder.of(claimed.token()), "no index", false, Optional.of(RESULT)));

        assertWhole(failed);
        assertThat(failed.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(failed.state().outcome().result()).contains(RESULT);
    }

    @Test
    void aTaskIsHandedBackForLater() {
        ClaimedTask claimed = working();
        Release release = new Release(claimed.id(), Holder.of(claimed.token()), Duration.ofSeconds(90), false);

        Task released = orchestrator().release(release);

        assertWhole(released);
        assertThat(released.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(released.state().schedule().runAt()).contains(START.plusSeconds(90));
        assertThat(released.state().attempts().retries().count()).isZero();
    }

    @Test
    void aWorkerConfirmsACancellationByReleasing() {
        ClaimedTask claimed = working();
        behind.cancel(Cancel.of(claimed.id()));

        Task released = orchestrator().release(Release.of(claimed.id(), claimed.token()));

        assertThat(released.status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(released.state().lease()).isEmpty();
    }

    @Test
    void completingBringsTheNextTask() {
        create();
        Task second = create();
        ClaimedTask first = claimOne();

        Completed completed = orchestrator().completeAndClaim(success(first), anything());

        assertWhole(completed.task());
        assertThat(completed.task().status()).isEqualTo(TaskStatus.COMPLETED);
        ClaimedTask next = completed.next().orElseThrow();
        assertThat(next.id()).isEqualTo(second.id());
        assertWhole(next.task());
        assertThat(orchestrator().complete(success(next)).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void completingMayBringNothing() {
        assertThat(orchestrator()
                        .completeAndClaim(success(working()), anything())
                        .next())
                .isEmpty();
    }

    @Test
    void aRefusedCompletionClaimsNothing() {
        create();
        Task second = create();
        ClaimedTask first = claimOne();
        behind.cancel(Cancel.of(first.id()).forced());

        assertThatThrownBy(() -> orchestrator().completeAndClaim(success(first), anything()))
                .isInstanceOf(ConflictException.class);
        assertThat(stored(second.id()).status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void aResultThatComesTooLateIsKeptInTheHistory() {
        ClaimedTask claimed = working();
        behind.cancel(Cancel.of(claimed.id()).forced());

        assertThatThrownBy(() -> orchestrator().complete(success(claimed))).isInstanceOf(ConflictException.class);

        assertThat(events(claimed)).last().isEqualTo(EventType.LATE_RESULT);
    }

    @Test
    void theHistoryHasItAll() {
        ClaimedTask claimed = working();
        orchestrator().complete(Complete.of(claimed.id(), claimed.token(), RESULT));

        assertThat(events(claimed)).containsExactly(EventType.CREATED, EventType.CLAIMED, EventType.COMPLETED);
        assertThat(orchestrator().history(claimed.id())).isEqualTo(behind.history(claimed.id()));
    }
}
