package io.taskorchestrator.task;

import static io.taskorchestrator.task.Inputs.EMOJI;
import static io.taskorchestrator.task.Inputs.NOW;
import static io.taskorchestrator.task.Inputs.accepted;
import static io.taskorchestrator.task.Inputs.json;
import static io.taskorchestrator.task.Inputs.refused;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.taskorchestrator.task.Inputs.Making;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The limits of every type: at the limit a value is accepted, beyond it refused by the name of its field. */
class LimitsTest {

    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration NANO = Duration.ofNanos(1);

    static Stream<Arguments> refusedContent() {
        return Stream.of(
                refused("prompt", () -> content("")),
                refused("prompt", () -> content(EMOJI.repeat(262_145))),
                refused("prompt", () -> content("a\0")),
                refused("prompt", () -> content("a\uD83D")),
                refused("tags", () -> tags(numbered(33))),
                refused("tags[0]", () -> tags(List.of(""))),
                refused("tags[1]", () -> tags(List.of("a", EMOJI.repeat(51)))),
                refused("tags[2]", () -> tags(List.of("a", "b", "\0"))),
                refused("metadata", () -> metadata(json(64 * 1024 + 1))),
                refused("json", () -> JsonText.of("[]")),
                refused("json", () -> JsonText.of("")),
                refused("json", () -> JsonText.of("{")),
                refused("work_directory", () -> NewTask.builder("", "p")),
                refused("work_directory", () -> NewTask.builder("a", "p")),
                refused("prompt", () -> NewTask.builder("/", "").build()),
                refused("queue", () -> QueueName.of("")),
                refused("queue", () -> QueueName.of("q".repeat(101))),
                refused("queue", () -> QueueName.of("a b")),
                refused("queue", () -> QueueName.of("ü")),
                refused("queue", () -> QueueName.of("a\n")),
                refused("worker_id", () -> WorkerId.of("")),
                refused("worker_id", () -> WorkerId.of(EMOJI.repeat(101))),
                refused("worker_id", () -> WorkerId.of("a\0")));
    }

    static Stream<Arguments> refusedNumbers() {
        return Stream.of(
                refused("max_retries", () -> limits(-1, WEEK)),
                refused("max_retries", () -> limits(101, WEEK)),
                refused("timeout_seconds", () -> limits(0, Duration.ofSeconds(1).minus(NANO))),
                refused("timeout_seconds", () -> limits(0, WEEK.plus(NANO))),
                refused("timeout_seconds", () -> limits(0, Duration.ofSeconds(Long.MAX_VALUE))),
                refused("timeout_seconds", () -> limits(0, Duration.ofSeconds(Long.MIN_VALUE))),
                refused("max_retries", () -> NewTask.builder("/", "p").maxRetries(101)),
                refused("timeout_seconds", () -> NewTask.builder("/", "p").timeout(Duration.ZERO)),
                refused("retry.initial_delay_ms", () -> delays(NANO.negated(), WEEK)),
                refused("retry.initial_delay_ms", () -> delays(WEEK.plus(NANO), WEEK)),
                refused("retry.initial_delay_ms", () -> delays(Duration.ofSeconds(Long.MAX_VALUE), WEEK)),
                refused("retry.max_delay_ms", () -> delays(Duration.ofSeconds(2), Duration.ofSeconds(1))),
                refused("retry.max_delay_ms", () -> delays(Duration.ZERO, WEEK.plus(NANO))),
                refused("retry.multiplier", () -> RetryPolicy.MANUAL.withMultiplier(0.99)),
                refused("retry.multiplier", () -> RetryPolicy.MANUAL.withMultiplier(100.1)),
                refused("retry.multiplier", () -> RetryPolicy.MANUAL.withMultiplier(Double.NaN)),
                refused("retry.jitter", () -> RetryPolicy.MANUAL.withJitter(-0.01)),
                refused("retry.jitter", () -> RetryPolicy.MANUAL.withJitter(1.01)),
                refused("retry.jitter", () -> RetryPolicy.MANUAL.withJitter(Double.NaN)),
                refused("prompt_length", () -> TaskSettings.STANDARD.withPromptLength(0)),
                refused("prompt_length", () -> TaskSettings.STANDARD.withPromptLength(262_145)));
    }

    static Stream<Arguments> refusedTimes() {
        return Stream.of(
                refused("run_at", () -> Start.at(Instant.EPOCH.minusNanos(1))),
                refused("run_at", () -> Start.at(Instant.parse("+10000-01-01T00:00:00Z"))),
                refused("run_at", () -> Start.at(Instant.MAX)),
                refused("delay_seconds", () -> Start.after(NANO.negated())),
                refused("delay_seconds", () -> Start.after(Duration.ofDays(366).plus(NANO))),
                refused("delay_seconds", () -> new Start(Optional.of(NOW), Optional.of(Duration.ZERO))),
                refused("run_at", () -> NewTask.builder("/", "p").runAt(Instant.MIN)),
                refused("delay_seconds", () -> NewTask.builder("/", "p").delay(Duration.ofDays(400))),
                refused("progress.percent", () -> progress(-1, "")),
                refused("progress.percent", () -> progress(101, "")),
                refused("progress.message", () -> progress(0, EMOJI.repeat(2_001))));
    }

    static Stream<Arguments> refusedResults() {
        return Stream.of(
                refused("result.status", () -> result("", "")),
                refused("result.status", () -> result(EMOJI.repeat(101), "")),
                refused("result.output", () -> result("done", "ü".repeat(2 * 1024 * 1024) + "a")),
                refused("result.duration", () -> timed(NANO.negated())),
                refused("result.details", () -> detailed(json(1024 * 1024 + 1))));
    }

    static Stream<Arguments> acceptedContent() {
        return Stream.of(
                accepted(() -> content(EMOJI.repeat(262_144))),
                accepted(() -> tags(numbered(32))),
                accepted(() -> tags(Collections.nCopies(100, "same"))),
                accepted(() -> tags(List.of(EMOJI.repeat(50)))),
                accepted(() -> metadata(json(64 * 1024))),
                accepted(() -> JsonText.of(" {} ")),
                accepted(() -> QueueName.of("AZaz09_.-")),
                accepted(() -> QueueName.of("q".repeat(100))),
                accepted(() -> WorkerId.of(EMOJI.repeat(100))));
    }

    static Stream<Arguments> acceptedNumbers() {
        return Stream.of(
                accepted(() -> limits(0, Duration.ofSeconds(1))),
                accepted(() -> limits(100, Duration.ofSeconds(604_800))),
                accepted(() -> delays(Duration.ZERO, Duration.ZERO)),
                accepted(() -> delays(WEEK, WEEK)),
                accepted(() -> RetryPolicy.MANUAL.withMultiplier(1).withJitter(0)),
                accepted(() -> RetryPolicy.MANUAL.withMultiplier(100).withJitter(1)),
                accepted(() -> TaskSettings.STANDARD.withPromptLength(1)),
                accepted(() -> TaskSettings.STANDARD.withPromptLength(262_144)),
                accepted(() -> Start.at(Instant.EPOCH)),
                accepted(() -> Start.at(Instant.parse("9999-12-31T23:59:59.999999Z"))),
                accepted(() -> Start.after(Duration.ofDays(366))),
                accepted(() -> progress(0, "")),
                accepted(() -> progress(100, EMOJI.repeat(2_000))),
                accepted(() -> result(EMOJI.repeat(100), "ü".repeat(2 * 1024 * 1024))),
                accepted(() -> timed(Duration.ZERO)),
                accepted(() -> detailed(json(1024 * 1024))));
    }

    @ParameterizedTest
    @MethodSource({"refusedContent", "refusedNumbers", "refusedTimes", "refusedResults"})
    void aValueBeyondItsLimitIsRefusedByTheNameOfItsField(String field, Making making) {
        Inputs.assertRefused(field, making);
    }

    @ParameterizedTest
    @MethodSource({"acceptedContent", "acceptedNumbers"})
    void aValueAtItsLimitIsAccepted(Making making) {
        assertThatCode(making::make).doesNotThrowAnyException();
    }

    private static TaskContent content(String prompt) {
        return new TaskContent(prompt, List.of(), JsonText.EMPTY);
    }

    private static TaskContent tags(List<String> tags) {
        return new TaskContent("p", tags, JsonText.EMPTY);
    }

    private static TaskContent metadata(JsonText metadata) {
        return new TaskContent("p", List.of(), metadata);
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "tag" + i).toList();
    }

    private static AttemptLimits limits(int maxRetries, Duration timeout) {
        return new AttemptLimits(maxRetries, timeout, RetryPolicy.MANUAL);
    }

    private static RetryPolicy delays(Duration initial, Duration max) {
        return RetryPolicy.MANUAL.withDelays(initial, max);
    }

    private static Progress progress(int percent, String message) {
        return new Progress(Optional.of(percent), Optional.of(message), NOW);
    }

    private static TaskResult result(String status, String output) {
        return new TaskResult(status, Optional.of(output), Optional.empty(), Optional.empty());
    }

    private static TaskResult timed(Duration duration) {
        return new TaskResult("done", Optional.empty(), Optional.of(duration), Optional.empty());
    }

    private static TaskResult detailed(JsonText details) {
        return new TaskResult("done", Optional.empty(), Optional.empty(), Optional.of(details));
    }
}
