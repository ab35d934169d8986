package io.taskorchestrator.task;

import static io.taskorchestrator.task.Inputs.NOW;
import static io.taskorchestrator.task.Inputs.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.task.TaskPatch.ContentPatch;
import io.taskorchestrator.task.TaskPatch.LimitsPatch;
import io.taskorchestrator.task.TaskPatch.RoutingPatch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaskPatchTest {

    private static final TaskSpec SPEC = Inputs.task(how -> how.priority(Priority.HIGH)
                    .queue(QueueName.of("gpu"))
                    .maxRetries(9)
                    .timeout(Duration.ofMinutes(2))
                    .tags("a"))
            .spec();

    @Test
    void aPatchOfNothingChangesNothing() {
        assertThat(TaskPatch.NOTHING.apply(SPEC)).isEqualTo(SPEC);
        assertThat(TaskPatch.NOTHING.fields()).isEmpty();
    }

    @Test
    void onlyWhatIsNamedChanges() {
        TaskSpec after = TaskPatch.priority(Priority.LOW).apply(SPEC);

        assertThat(after.priority()).isEqualTo(Priority.LOW);
        assertThat(after.queue()).isEqualTo(SPEC.queue());
        assertThat(after.content()).isEqualTo(SPEC.content());
        assertThat(after.limits()).isEqualTo(SPEC.limits());
    }

    @Test
    void aPatchNamesEveryFieldThatItTouches() {
        TaskPatch patch = TaskPatch.prompt("p")
                .with(new ContentPatch(Change.to("p"), Change.reset(), Change.to(JsonText.EMPTY)))
                .with(new RoutingPatch(Change.reset(), Change.reset(), Change.reset()))
                .with(new LimitsPatch(Change.to(1), Change.reset(), Change.reset()))
                .withRunAt(Change.reset());

        assertThat(patch.fields())
                .containsExactly(
                        "prompt",
                        "tags",
                        "metadata",
                        "queue",
                        "priority",
                        "directory_access",
                        "max_retries",
                        "timeout_seconds",
                        "retry",
                        "run_at");
    }

    @Test
    void aResetGoesBackToTheSettings() {
        AttemptLimits standard = new AttemptLimits(1, Duration.ofSeconds(30), RetryPolicy.AUTOMATIC);
        TaskSettings settings = TaskSettings.STANDARD.withLimits(standard).withAccess(DirectoryAccess.SHARED);
        TaskPatch patch = TaskPatch.NOTHING
                .with(new RoutingPatch(Change.reset(), Change.keep(), Change.reset()))
                .with(new LimitsPatch(Change.reset(), Change.reset(), Change.reset()))
                .withDefaults(settings);

        TaskSpec after = patch.apply(SPEC);

        assertThat(after.limits()).isEqualTo(standard);
        assertThat(after.access()).isEqualTo(DirectoryAccess.SHARED);
        assertThat(after.queue()).isEqualTo(QueueName.DEFAULT);
        assertThat(after.priority()).isEqualTo(Priority.HIGH);
    }

    @Test
    void thePromptCannotBeReset() {
        assertRefused("prompt", () -> new ContentPatch(Change.reset(), Change.keep(), Change.keep()));
    }

    @Test
    void theLimitsHoldForAPatchToo() {
        List<String> tags = IntStream.range(0, 33).mapToObj(i -> "t" + i).toList();

        assertRefused("prompt", () -> TaskPatch.prompt(""));
        assertRefused(
                "tags", () -> TaskPatch.NOTHING.with(new ContentPatch(Change.keep(), Change.to(tags), Change.keep())));
        assertRefused(
                "metadata",
                () -> TaskPatch.NOTHING.with(
                        new ContentPatch(Change.keep(), Change.keep(), Change.to(Inputs.json(64 * 1024 + 1)))));
        assertRefused(
                "max_retries",
                () -> TaskPatch.NOTHING.with(new LimitsPatch(Change.to(101), Change.keep(), Change.keep())));
        assertRefused(
                "timeout_seconds",
                () -> TaskPatch.NOTHING.with(new LimitsPatch(Change.keep(), Change.to(Duration.ZERO), Change.keep())));
        assertRefused("run_at", () -> TaskPatch.NOTHING.withRunAt(Change.to(Instant.MAX)));
    }

    @Test
    void aPromptLongerThanTheSettingsAllowIsRefused() {
        TaskSettings settings = TaskSettings.STANDARD.withPromptLength(4);

        assertRefused("prompt", () -> TaskPatch.prompt("12345").withDefaults(settings));
        assertThat(TaskPatch.prompt("1234").withDefaults(settings).apply(SPEC).prompt())
                .isEqualTo("1234");
    }

    @Test
    void aRunAtIsCutToMicroseconds() {
        TaskPatch patch = TaskPatch.NOTHING.withRunAt(Change.to(NOW.plusNanos(1_999)));

        assertThat(patch.runAt().value()).contains(NOW.plusNanos(1_000));
    }

    @Test
    void withoutARunAtThePlaceInLineStays() {
        Schedule schedule = Schedule.created(NOW, Optional.of(NOW.plusSeconds(60)));

        Schedule after = TaskPatch.prompt("p").apply(schedule, NOW.plusSeconds(5));

        assertThat(after).isEqualTo(schedule.updated(NOW.plusSeconds(5)));
        assertThat(after.queuedAt()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void aChangeKeepsSetsOrResets() {
        assertThat(Change.<String>keep().apply("now", "standard")).isEqualTo("now");
        assertThat(Change.to("new").apply("now", "standard")).isEqualTo("new");
        assertThat(Change.<String>reset().apply("now", "standard")).isEqualTo("standard");
    }

    @Test
    void onlyAChangeThatKeepsIsNotGiven() {
        assertThat(Change.keep().isGiven()).isFalse();
        assertThat(Change.to(1).isGiven()).isTrue();
        assertThat(Change.reset().isGiven()).isTrue();
    }
}
