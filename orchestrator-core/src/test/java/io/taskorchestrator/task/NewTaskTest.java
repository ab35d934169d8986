package io.taskorchestrator.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewTaskTest {

    private static final NewTask PLAIN = NewTask.builder("/a//b/", "Do it").build();

    @Test
    void whatIsNotGivenComesFromTheSettings() {
        TaskSpec spec = PLAIN.spec(TaskSettings.STANDARD);

        assertThat(spec.limits()).isEqualTo(new AttemptLimits(3, Duration.ofHours(1), RetryPolicy.MANUAL));
        assertThat(spec.access()).isEqualTo(DirectoryAccess.UNRESTRICTED);
        assertThat(spec.priority()).isEqualTo(Priority.MEDIUM);
        assertThat(spec.queue()).isEqualTo(QueueName.DEFAULT);
        assertThat(spec.tags()).isEmpty();
        assertThat(spec.metadata()).isEqualTo(JsonText.EMPTY);
        assertThat(PLAIN.start()).isEqualTo(Start.NOW);
    }

    @Test
    void otherSettingsGiveOtherDefaults() {
        AttemptLimits limits = new AttemptLimits(7, Duration.ofMinutes(5), RetryPolicy.AUTOMATIC);
        TaskSettings settings = TaskSettings.STANDARD.withLimits(limits).withAccess(DirectoryAccess.SHARED);

        TaskSpec spec = PLAIN.spec(settings);

        assertThat(spec.limits()).isEqualTo(limits);
        assertThat(spec.access()).isEqualTo(DirectoryAccess.SHARED);
    }

    @Test
    void whatIsGivenGoesBeforeTheSettings() {
        TaskSpec spec = NewTask.builder("/a", "Do it")
                .maxRetries(0)
                .timeout(Duration.ofSeconds(1))
                .retry(RetryPolicy.AUTOMATIC)
                .directoryAccess(DirectoryAccess.EXCLUSIVE)
                .build()
                .spec(TaskSettings.STANDARD);

        assertThat(spec.limits()).isEqualTo(new AttemptLimits(0, Duration.ofSeconds(1), RetryPolicy.AUTOMATIC));
        assertThat(spec.access()).isEqualTo(DirectoryAccess.EXCLUSIVE);
    }

    @Test
    void oneThingThatIsGivenLeavesTheOthersToTheSettings() {
        TaskSpec spec = NewTask.builder("/a", "Do it").maxRetries(9).build().spec(TaskSettings.STANDARD);

        assertThat(spec.limits()).isEqualTo(new AttemptLimits(9, Duration.ofHours(1), RetryPolicy.MANUAL));
    }

    @Test
    void theDirectoryIsNormalised() {
        assertThat(PLAIN.directory()).isEqualTo(WorkDirectory.of("/a/b"));
    }

    @Test
    void tagsKeepTheirOrderAndRepeatsAreDropped() {
        NewTask task = NewTask.builder("/", "p").tags("b", "a", "b", "c", "a").build();

        assertThat(task.content().tags()).containsExactly("b", "a", "c");
    }

    @Test
    void tagsAreCopied() {
        List<String> tags = new ArrayList<>(List.of("a"));
        NewTask.Builder builder = NewTask.builder("/", "p").tags(tags);
        tags.add("b");

        assertThat(builder.build().content().tags()).containsExactly("a");
    }

    @Test
    void metadataIsEchoedAsGiven() {
        JsonText metadata = JsonText.of(" {\"b\": 1,\t\"a\": 2.50} ");

        assertThat(NewTask.builder("/", "p")
                        .metadata(metadata)
                        .build()
                        .content()
                        .metadata())
                .hasToString(" {\"b\": 1,\t\"a\": 2.50} ");
    }

    @Test
    void aPromptLongerThanTheSettingsAllowIsRefused() {
        TaskSettings settings = TaskSettings.STANDARD.withPromptLength(4);

        Inputs.assertRefused("prompt", () -> PLAIN.spec(settings));
    }

    @Test
    void aRunAtIsCutToMicroseconds() {
        Start start = Start.at(Instant.parse("2026-03-01T12:00:00.123456789Z"));

        assertThat(start.resolve(Inputs.NOW)).contains(Instant.parse("2026-03-01T12:00:00.123456Z"));
    }

    @Test
    void aDelayCountsFromNow() {
        assertThat(Start.after(Duration.ofSeconds(5)).resolve(Inputs.NOW)).contains(Inputs.NOW.plusSeconds(5));
        assertThat(Start.NOW.resolve(Inputs.NOW)).isEmpty();
    }

    @Test
    void ofARunAtAndADelayTheLastOneCounts() {
        NewTask task = NewTask.builder("/", "p")
                .runAt(Inputs.NOW)
                .delay(Duration.ofSeconds(5))
                .build();

        assertThat(task.start()).isEqualTo(Start.after(Duration.ofSeconds(5)));
    }
}
