package io.taskorchestrator.json;

import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.Progress;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.WorkDirectory;
import io.taskorchestrator.task.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random values of the small types, over their whole range. */
final class Values {

    private static final List<String> OBJECTS = List.of(
            "{}",
            "{ }",
            "{\"b\": 1.50, \"a\": 1E+400}",
            "{\"n\":0.1000000000000000055511151231257827, \"z\":{\"y\":[null,true,{}]}}",
            "{\"\\u00e9\":\"\\ud83d\\ude00\", \"tab\\t\":\"\\/\"}",
            "{\"é\":\"😀\",\n\t\"x\" : [ ] }");

    private Values() {}

    /** Text with every kind of character that can be stored. */
    static Arbitrary<String> text(int min, int max) {
        Arbitrary<Integer> codePoint = Arbitraries.oneOf(
                Arbitraries.integers().between(1, 0x7F),
                Arbitraries.integers().between(0x80, 0xD7FF),
                Arbitraries.integers().between(0xE000, 0xFFFF),
                Arbitraries.integers().between(0x10000, 0x10FFFF));
        return codePoint.list().ofMinSize(min).ofMaxSize(max).map(points -> {
            StringBuilder text = new StringBuilder();
            points.forEach(text::appendCodePoint);
            return text.toString();
        });
    }

    static Arbitrary<Instant> instants() {
        return Arbitraries.longs()
                .between(0, 253_402_300_799_999_999L)
                .map(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }

    static Arbitrary<Duration> seconds(Duration min, Duration max) {
        Arbitrary<Duration> exact =
                Arbitraries.longs().between(min.toSeconds(), max.toSeconds()).map(Duration::ofSeconds);
        Arbitrary<Duration> fine = Arbitraries.longs()
                .between(min.toMillis() * 1_000, max.toMillis() * 1_000)
                .map(micros -> Duration.of(micros, ChronoUnit.MICROS));
        return Arbitraries.oneOf(exact, fine);
    }

    static Arbitrary<Duration> millis(Duration max) {
        return Arbitraries.longs().between(0, max.toMillis()).map(Duration::ofMillis);
    }

    static Arbitrary<JsonText> objects() {
        return Arbitraries.of(OBJECTS).map(JsonText::of);
    }

    static Arbitrary<UUID> uuids() {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
    }

    static Arbitrary<TaskId> taskIds() {
        return uuids().map(TaskId::of);
    }

    static Arbitrary<LeaseToken> tokens() {
        Arbitrary<Long> bits = Arbitraries.longs();
        return Combinators.combine(Arbitraries.integers().between(1, Integer.MAX_VALUE), bits, bits)
                .as(LeaseToken::new);
    }

    static Arbitrary<WorkerId> workers() {
        return text(1, 20).map(WorkerId::of);
    }

    static Arbitrary<QueueName> queues() {
        return Arbitraries.of("default", "gpu", "a.b-c_D").map(QueueName::of);
    }

    static Arbitrary<WorkDirectory> directories() {
        return Arbitraries.of("/", "/a", "/a/b c", "/é/😀", "/a//b/../c/").map(WorkDirectory::of);
    }

    static Arbitrary<List<String>> tags() {
        return text(1, 5).list().uniqueElements().ofMaxSize(5);
    }

    static Arbitrary<RetryPolicy> policies() {
        Duration longest = Duration.ofDays(7);
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        millis(longest),
                        millis(longest),
                        Arbitraries.doubles().between(1, 100),
                        Arbitraries.doubles().between(0, 1))
                .as((automatic, one, other, multiplier, jitter) -> new RetryPolicy(
                        automatic,
                        one.compareTo(other) < 0 ? one : other,
                        one.compareTo(other) < 0 ? other : one,
                        multiplier,
                        jitter));
    }

    static Arbitrary<TaskResult> results() {
        return Combinators.combine(
                        text(1, 10),
                        text(0, 30).optional(),
                        millis(Duration.ofDays(100_000)).optional(),
                        objects().optional())
                .as(TaskResult::new);
    }

    static Arbitrary<Progress> progress(Arbitrary<Instant> at) {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 100).optional(),
                        text(0, 20).optional(),
                        at)
                .as(Progress::new);
    }
}
