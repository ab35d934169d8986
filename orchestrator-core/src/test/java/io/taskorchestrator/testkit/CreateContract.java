package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskSettings;
import io.taskorchestrator.task.TaskState;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What creating tasks does. */
abstract class CreateContract extends StoreScene {

    CreateContract(StoreOpener opener) {
        super(opener);
    }

    @Test
    void newTaskWaitsAtVersionOne() {
        Task task = create();
        assertThat(task.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(task.version()).isEqualTo(1);
        assertThat(task.state().attempts().number()).isZero();
        assertThat(task.state().schedule().createdAt()).isEqualTo(START);
        assertThat(task.state().schedule().queuedAt()).isEqualTo(START);
    }

    @Test
    void createdTaskIsFoundAsItWasAnswered() {
        Task task = create();
        assertThat(find(task.id())).isEqualTo(task);
    }

    @Test
    void everyFieldOfTheSpecIsKept() {
        NewTask asked = in("/projects/käse 🧀")
                .tags("b", "a", "b")
                .metadata(JsonText.of("{\"b\": 1,  \"a\": [\"ü\", null, 1.50]}"))
                .queue(QueueName.of("gpu.large_1"))
                .priority(Priority.HIGH)
                .maxRetries(7)
                .timeout(Duration.ofSeconds(90))
                .retry(RetryPolicy.AUTOMATIC
                        .withDelays(Duration.ofMillis(1), Duration.ofMillis(2))
                        .withMultiplier(1.5)
                        .withJitter(0.25))
                .directoryAccess(DirectoryAccess.SHARED)
                .build();
        Task task = create(in("/projects/käse 🧀")
                .tags(asked.content().tags())
                .metadata(asked.content().metadata())
                .queue(asked.queue())
                .priority(asked.priority())
                .maxRetries(7)
                .timeout(Duration.ofSeconds(90))
                .retry(asked.overrides().retry().orElseThrow())
                .directoryAccess(DirectoryAccess.SHARED));
        assertThat(find(task.id()).spec()).isEqualTo(asked.spec(TaskSettings.STANDARD));
    }

    @Test
    void longestPromptIsKept() {
        String prompt = "🧀".repeat(262_144);
        Task task = create(NewTask.builder(SHOP, prompt));
        assertThat(find(task.id()).spec().prompt()).isEqualTo(prompt);
    }

    @Test
    void instantsAreTruncatedToMicroseconds() {
        clock.set(Instant.parse("2026-03-01T12:00:00.123456789Z"));
        Task task = create(how -> how.delay(Duration.ofSeconds(1)));
        TaskState state = find(task.id()).state();
        assertThat(state.schedule().createdAt()).isEqualTo(Instant.parse("2026-03-01T12:00:00.123456Z"));
        assertThat(state.schedule().runAt()).contains(Instant.parse("2026-03-01T12:00:01.123456Z"));
        assertThat(history(task.id()).get(0).at()).isEqualTo(Instant.parse("2026-03-01T12:00:00.123456Z"));
    }

    @Test
    void delayCountsFromTheStoresClock() {
        Task task = create(how -> how.delay(Duration.ofMinutes(5)));
        Instant due = START.plus(Duration.ofMinutes(5));
        assertThat(task.state().schedule().runAt()).contains(due);
        assertThat(task.state().schedule().queuedAt()).isEqualTo(due);
    }

    @Test
    void runAtInThePastMeansNow() {
        Task task = create(how -> how.runAt(START.minus(Duration.ofDays(1))));
        assertThat(task.state().schedule().queuedAt()).isEqualTo(START);
        assertThat(claimIds(anything())).containsExactly(task.id());
    }

    @Test
    void batchIsAnsweredInItsOrder() {
        List<Task> tasks = createAll(List.of(in("/a"), in("/b"), in("/c")));
        assertThat(tasks).extracting(task -> task.spec().directory().path()).containsExactly("/a", "/b", "/c");
    }

    @Test
    void largestBatchIsCreatedWhole() {
        List<Task> tasks = createMany(1_000);
        assertThat(tasks).extracting(Task::id).doesNotHaveDuplicates();
        assertThat(tasks).allSatisfy(task -> assertThat(lookFor(task.id())).isPresent());
    }

    @Test
    void idsAreUuidsOfVersion7() {
        UUID id = create().id().value();
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
    }

    @Test
    void idsStrictlyIncreaseAlsoWhenTheClockStepsBack() {
        List<TaskId> ids = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            createMany(3).forEach(task -> ids.add(task.id()));
            advance(Duration.ofMillis(i % 3 == 0 ? -5 : 1));
        }
        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void historyOfATaskBeginsWithItsCreation() {
        Task task = create();
        assertThat(historyTypes(task.id())).containsExactly(EventType.CREATED);
        assertThat(history(task.id()).get(0).actor()).isEqualTo(CALLER.name());
    }

    @Test
    void taskThatNeverWasIsNotFound() {
        TaskId unknown = TaskId.of(new UUID(1, 2));
        assertThat(lookFor(unknown)).isEmpty();
        assertThat(store().history(unknown, 0, 10)).isEmpty();
        assertThat(store().explain(unknown)).isEqualTo(Optional.empty());
    }

    @Test
    void waitingTaskIsNotChangedByARetry() {
        Task task = create();
        apply(Retry.of(task.id()));
        assertThat(find(task.id())).isEqualTo(task);
    }
}
