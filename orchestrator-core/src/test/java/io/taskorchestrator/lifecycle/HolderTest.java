package io.taskorchestrator.lifecycle;

import static io.taskorchestrator.lifecycle.TestTask.ALICE;
import static io.taskorchestrator.lifecycle.TestTask.BOB;
import static io.taskorchestrator.lifecycle.TestTask.ID;
import static io.taskorchestrator.lifecycle.TestTask.complete;
import static io.taskorchestrator.lifecycle.TestTask.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may act as the worker of a task: with a token, and as the original API does, without. */
class HolderTest {

    private final TestTask it = TestTask.create();

    /** A call of each kind that carries a token. */
    static Stream<Named<Function<Holder, Command>>> calls() {
        return Stream.of(
                Named.of("heartbeat", HolderTest::heartbeat),
                Named.of("complete", TestTask::complete),
                Named.of("fail", holder -> new Fail(ID, holder, "no", true, Optional.empty())),
                Named.of("release", holder -> new Release(ID, holder, Duration.ZERO, false)));
    }

    private static Heartbeat heartbeat(Holder holder) {
        return new Heartbeat(ID, holder, Optional.empty(), Optional.empty(), Optional.empty());
    }

    @ParameterizedTest
    @MethodSource("calls")
    void theBearerOfTheTokenMayAct(Function<Holder, Command> call) {
        it.claim();

        it.change(call.apply(Holder.of(token(1))));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void theTokenOfAnEarlierAttemptIsRefused(Function<Holder, Command> call) {
        it.claim();
        it.expire();
        it.claim();

        it.refuse(call.apply(Holder.of(token(1))), RefusalReason.STALE_LEASE);

        assertThat(it.status()).isEqualTo(TaskStatus.WORKING);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void theTokenOfAnEarlierAttemptIsRefusedAlsoWhereNoTokenIsNeeded(Function<Holder, Command> call) {
        it.claimPlain();
        it.expire();
        it.claimPlain();

        it.refuse(call.apply(new Holder(Optional.of(token(1)), Optional.of(ALICE))), RefusalReason.STALE_LEASE);

        assertThat(it.status()).isEqualTo(TaskStatus.WORKING);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void withoutATokenACallIsAcceptedWhenTheClaimAskedForNothing(Function<Holder, Command> call) {
        it.claimPlain();

        it.change(call.apply(Holder.UNKNOWN));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void withoutATokenTheRightWorkerIsAccepted(Function<Holder, Command> call) {
        it.claimPlain();

        it.change(call.apply(Holder.named(ALICE)));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void withoutATokenAnotherWorkerIsRefused(Function<Holder, Command> call) {
        it.claimPlain();

        Refusal refusal = it.refuseWhole(call.apply(Holder.named(BOB)), RefusalReason.OTHER_WORKER);

        assertThat(refusal.message()).isEqualTo("Task already acquired by another worker");
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aClaimThatAskedForALeaseTimeNeedsTheToken(Function<Holder, Command> call) {
        it.claim(Claim.by("alice").lease(Duration.ofSeconds(30)));

        it.refuseWhole(call.apply(Holder.UNKNOWN), RefusalReason.TOKEN_REQUIRED);
        it.refuseWhole(call.apply(Holder.named(ALICE)), RefusalReason.TOKEN_REQUIRED);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aClaimWithAnIdNeedsTheToken(Function<Holder, Command> call) {
        it.claim(Claim.by("alice").id(new UUID(1, 2)));

        it.refuseWhole(call.apply(Holder.named(ALICE)), RefusalReason.TOKEN_REQUIRED);
    }

    @Test
    void theTokenIsEnoughWhoeverSaysSo() {
        it.claim();

        it.change(complete(new Holder(Optional.of(token(1)), Optional.of(BOB))));

        assertThat(it.status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void aTokenIsNeededAgainWhenOnlyTheEarlierLeaseNeededNone() {
        it.claimPlain();
        it.expire();
        it.claim();

        it.refuseWhole(complete(Holder.named(ALICE)), RefusalReason.TOKEN_REQUIRED);
    }

    @Test
    void aTokenIsNotNeededWhenOnlyTheEarlierLeaseNeededOne() {
        it.claim();
        it.expire();
        it.claimPlain();

        it.change(complete(Holder.named(ALICE)));

        assertThat(it.status()).isEqualTo(TaskStatus.COMPLETED);
    }
}
