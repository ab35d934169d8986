package io.taskorchestrator.lifecycle;

import static io.taskorchestrator.lifecycle.TestTask.ID;
import static io.taskorchestrator.lifecycle.TestTask.LEASE;
import static io.taskorchestrator.lifecycle.TestTask.cancel;
import static io.taskorchestrator.lifecycle.TestTask.complete;
import static io.taskorchestrator.lifecycle.TestTask.delete;
import static io.taskorchestrator.lifecycle.TestTask.fail;
import static io.taskorchestrator.lifecycle.TestTask.forcedDelete;
import static io.taskorchestrator.lifecycle.TestTask.release;
import static io.taskorchestrator.lifecycle.TestTask.retry;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskStatus;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeleteTest {

    private final TestTask it = TestTask.create();

    @ParameterizedTest
    @EnumSource(value = TaskStatus.class, names = "WORKING", mode = EnumSource.Mode.EXCLUDE)
    void aTaskThatNobodyHoldsIsRemoved(TaskStatus status) {
        TestTask free = TransitionScenarios.in(status);

        Decision.Changed removed = free.change(delete());

        assertThat(removed.isRemoval()).isTrue();
        assertThat(free.lastEvent().type()).isEqualTo(EventType.DELETED);
        assertThat(removed.task().version()).isGreaterThan(1);
    }

    @Test
    void aTaskThatSomebodyHoldsIsNotRemoved() {
        it.claim();

        it.refuseWhole(delete(), RefusalReason.LEASE_LIVE);
    }

    @Test
    void aCancelledTaskThatSomebodyHoldsIsNotRemoved() {
        it.claim();
        it.change(cancel());

        it.refuseWhole(delete(), RefusalReason.LEASE_LIVE);
    }

    @Test
    void forceCancelsATaskThatSomebodyHoldsAndRemovesItLater() {
        it.claim();

        Decision.Changed pending = it.change(forcedDelete());

        assertThat(pending.isRemoval()).isFalse();
        assertThat(it.status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(it.state().outcome().deleteRequested()).isTrue();
        assertThat(it.state().outcome().cancelledAt()).contains(it.now());
        assertThat(it.state().lease()).isPresent();
        assertThat(it.historyTypes())
                .containsExactly(EventType.CREATED, EventType.CLAIMED, EventType.CANCELLED, EventType.DELETE_REQUESTED);
    }

    @Test
    void forceOnACancelledTaskKeepsItsReason() {
        it.claim();
        it.change(Cancel.of(ID, "not needed"));

        it.change(forcedDelete());

        assertThat(it.state().outcome().reason()).contains("not needed");
        assertThat(it.state().outcome().deleteRequested()).isTrue();
        assertThat(it.lastEvent().type()).isEqualTo(EventType.DELETE_REQUESTED);
    }

    @Test
    void aPendingDeleteThatIsRepeatedChangesNothing() {
        it.claim();
        it.change(forcedDelete());

        it.repeat(forcedDelete());
        it.repeat(delete());
    }

    @Test
    void aReleaseRemovesATaskWhoseDeleteIsPending() {
        LeaseToken token = it.claim();
        it.change(forcedDelete());

        Decision.Changed removed = it.change(release(token));

        assertThat(removed.isRemoval()).isTrue();
        assertThat(removed.events())
                .extracting(event -> event.type())
                .containsExactly(EventType.CANCEL_CONFIRMED, EventType.DELETED);
    }

    @Test
    void theEndOfTheLeaseRemovesATaskWhoseDeleteIsPending() {
        it.claim();
        it.change(forcedDelete());

        assertThat(it.pass(LEASE).change(new Expire(ID)).isRemoval()).isTrue();
    }

    @Test
    void aForcedCancellationRemovesATaskWhoseDeleteIsPending() {
        it.claim();
        it.change(forcedDelete());

        assertThat(it.change(cancel().forced()).isRemoval()).isTrue();
    }

    @Test
    void aCompletionIsRefusedAndRemovesATaskWhoseDeleteIsPending() {
        LeaseToken token = it.claim();
        it.change(forcedDelete());

        Decision.Refused refused = it.refuse(complete(token), RefusalReason.WRONG_STATUS);

        assertThat(refused.recorded().orElseThrow().isRemoval()).isTrue();
    }

    @Test
    void aFailIsRefusedAndRemovesATaskWhoseDeleteIsPending() {
        LeaseToken token = it.claim();
        it.change(forcedDelete());

        Decision.Refused refused = it.refuse(fail(token), RefusalReason.WRONG_STATUS);

        assertThat(refused.recorded().orElseThrow().isRemoval()).isTrue();
    }

    @Test
    void aTaskWhoseDeleteIsPendingCannotBeRetried() {
        it.claim();
        it.change(forcedDelete());

        it.refuseWhole(retry(), RefusalReason.LEASE_LIVE);
        it.refuseWhole(new Retry(ID, true), RefusalReason.LEASE_LIVE);
    }

    @Test
    void theVersionThatTheCallerSawIsChecked() {
        Refusal refusal = it.refuseWhole(new Delete(ID, false, Optional.of(2L)), RefusalReason.VERSION_MISMATCH);

        assertThat(refusal.details()).containsEntry("version", "1");
    }

    @Test
    void forceDoesNotSkipTheCheckOfTheVersion() {
        it.claim();

        it.refuseWhole(new Delete(ID, true, Optional.of(1L)), RefusalReason.VERSION_MISMATCH);
    }

    @Test
    void theRightVersionIsRemoved() {
        it.change(fail(it.claim()));

        Decision.Changed removed = it.change(new Delete(ID, false, Optional.of(3L)));

        assertThat(removed.isRemoval()).isTrue();
    }

    @Test
    void aLargeVersionIsComparedByValue() {
        for (int i = 0; i < 200; i++) {
            it.change(TestTask.update(TaskPatch.prompt("prompt " + i)));
        }

        assertThat(it.change(new Delete(ID, false, Optional.of(201L))).isRemoval())
                .isTrue();
    }
}
