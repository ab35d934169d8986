package io.taskorchestrator.lifecycle;

import static io.taskorchestrator.lifecycle.TestTask.ID;
import static io.taskorchestrator.lifecycle.TestTask.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Violation;
import io.taskorchestrator.task.WorkDirectory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CommandLimitsTest {

    private static final Claim CLAIM = Claim.by("alice");
    private static final Holder HOLDER = Holder.of(token(1));
    private static final Heartbeat HEARTBEAT = Heartbeat.of(ID, token(1));

    /** Makes a command. */
    private interface Making {
        Object make();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                refused("limit", () -> CLAIM.limit(0)),
                refused("limit", () -> CLAIM.limit(101)),
                refused("lease_seconds", () -> CLAIM.lease(Duration.ofMillis(999))),
                refused(
                        "lease_seconds",
                        () -> CLAIM.lease(Duration.ofSeconds(86_400).plusNanos(1))),
                refused("wait_seconds", () -> CLAIM.waiting(Duration.ofNanos(-1))),
                refused("wait_seconds", () -> CLAIM.waiting(Duration.ofSeconds(61))),
                refused("worker_id", () -> Claim.by("")),
                refused("worker_id", () -> Claim.by("w".repeat(101))),
                refused("work_directory", () -> CLAIM.in("relative")),
                refused("work_directory", () -> CLAIM.below("/..")),
                refused("lease_seconds", () -> HEARTBEAT.lease(Duration.ZERO)),
                refused("lease_seconds", () -> HEARTBEAT.lease(Duration.ofDays(2))),
                refused("checkpoint", () -> HEARTBEAT.checkpoint(json(64 * 1024 + 1))),
                refused("error_message", () -> Fail.of(ID, token(1), "m".repeat(8_193))),
                refused("reason", () -> Cancel.of(ID, "r".repeat(8_193))),
                refused("delay_seconds", () -> new Release(ID, HOLDER, Duration.ofNanos(-1), false)),
                refused(
                        "delay_seconds",
                        () -> new Release(ID, HOLDER, Duration.ofDays(366).plusNanos(1), false)));
    }

    static Stream<Arguments> accepted() {
        return Stream.of(
                accepted(() -> CLAIM.limit(1)),
                accepted(() -> CLAIM.limit(100)),
                accepted(() -> CLAIM.lease(Duration.ofSeconds(1))),
                accepted(() -> CLAIM.lease(Duration.ofSeconds(86_400))),
                accepted(() -> CLAIM.waiting(Duration.ZERO)),
                accepted(() -> CLAIM.waiting(Duration.ofSeconds(60))),
                accepted(() -> Claim.by("w".repeat(100))),
                accepted(() -> HEARTBEAT.lease(Duration.ofSeconds(1))),
                accepted(() -> HEARTBEAT.lease(Duration.ofSeconds(86_400))),
                accepted(() -> HEARTBEAT.checkpoint(json(64 * 1024))),
                accepted(() -> Fail.of(ID, token(1), "\uD83D\uDE00".repeat(8_192))),
                accepted(() -> Cancel.of(ID, "\uD83D\uDE00".repeat(8_192))),
                accepted(() -> new Release(ID, HOLDER, Duration.ZERO, false)),
                accepted(() -> new Release(ID, HOLDER, Duration.ofDays(366), false)));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void inputBeyondALimitIsRefusedByTheNameOfItsField(String field, Making making) {
        InvalidInputException refusal = catchThrowableOfType(InvalidInputException.class, making::make);

        assertThat(refusal).isNotNull();
        assertThat(refusal.violations()).extracting(Violation::field).containsExactly(field);
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void inputAtALimitIsAccepted(Making making) {
        assertThatCode(making::make).doesNotThrowAnyException();
    }

    @Test
    void aMessageOfAFailureIsRepairedNotRefused() {
        assertThat(Fail.of(ID, token(1), "a\0b\uD800").errorMessage()).isEqualTo("a\uFFFDb\uFFFD");
    }

    @Test
    void theReasonOfACancellationIsRepairedNotRefused() {
        assertThat(Cancel.of(ID, "a\0b\uDC00").reason()).contains("a\uFFFDb\uFFFD");
    }

    @Test
    void aPlainClaimAsksForOneTaskFromAnywhereInTheDefaultQueueAtOnce() {
        assertThat(CLAIM.scope()).isEqualTo(new Claim.Scope(QueueName.DEFAULT, DirectoryScope.ANYWHERE));
        assertThat(CLAIM.limit()).isEqualTo(1);
        assertThat(CLAIM.maxWait()).isZero();
        assertThat(CLAIM.isFenced()).isFalse();
    }

    @Test
    void aClaimKeepsWhatWasAskedBefore() {
        Claim claim = CLAIM.from(QueueName.of("gpu"))
                .below("/a/b/")
                .limit(7)
                .lease(Duration.ofMinutes(2))
                .id(new UUID(1, 2))
                .waiting(Duration.ofSeconds(30));

        assertThat(claim)
                .isEqualTo(new Claim(
                        TestTask.ALICE,
                        new Claim.Scope(QueueName.of("gpu"), DirectoryScope.below(WorkDirectory.of("/a/b"))),
                        7,
                        Optional.of(Duration.ofMinutes(2)),
                        Optional.of(new UUID(1, 2)),
                        Duration.ofSeconds(30)));
    }

    @Test
    void theTextOfACommandHidesTheToken() {
        String secret = token(1).text().substring(2);

        assertThat(Stream.of(
                        HEARTBEAT, TestTask.complete(token(1)), TestTask.fail(token(1)), TestTask.release(token(1))))
                .allSatisfy(command -> assertThat(command.toString()).doesNotContain(secret));
    }

    @Test
    void aTaskThatDoesNotExistHasARefusalOfItsOwn() {
        Refusal refusal = Refusal.notFound(ID);

        assertThat(refusal.details()).containsEntry("task_id", ID.toString());
        assertThat(refusal.message()).contains(ID.toString());
    }

    private static Arguments refused(String field, Making making) {
        return Arguments.of(field, making);
    }

    private static Arguments accepted(Making making) {
        return Arguments.of(making);
    }

    private static JsonText json(int bytes) {
        char[] text = new char[bytes];
        Arrays.fill(text, ' ');
        text[0] = '{';
        text[bytes - 1] = '}';
        return JsonText.of(new String(text));
    }
}
