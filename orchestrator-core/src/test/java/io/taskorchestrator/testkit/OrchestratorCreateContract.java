package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskNotFoundException;
import io.taskorchestrator.task.TaskQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Creating: what was asked for, once. */
abstract class OrchestratorCreateContract extends OrchestratorScene {

    OrchestratorCreateContract(Opener opener) {
        super(opener);
    }

    private static NewTask task(String prompt) {
        return NewTask.builder(SHOP, prompt).build();
    }

    @Test
    void aTaskIsCreatedWithAllThatWasAskedFor() {
        Task task = create(how -> how.priority(Priority.HIGH)
                .queue(QueueName.of("review"))
                .tags("a", "ü")
                .metadata(JsonText.of("{\"ticket\": \"SHOP-1\", \"n\": 1.50}"))
                .maxRetries(7)
                .timeout(Duration.ofMinutes(5))
                .retry(RetryPolicy.MANUAL)
                .delay(Duration.ofMillis(1_500))
                .directoryAccess(DirectoryAccess.EXCLUSIVE));

        assertWhole(task);
        assertThat(task.spec().prompt()).isEqualTo("Find the slow query");
        assertThat(task.spec().metadata().text()).isEqualTo("{\"ticket\": \"SHOP-1\", \"n\": 1.50}");
        assertThat(task.state().schedule().runAt()).contains(START.plusMillis(1_500));
    }

    @Test
    void aBatchIsCreatedInItsOrder() {
        Created created = orchestrator().create(List.of(task("one"), task("two"), task("three")), Optional.empty());

        assertThat(created.tasks()).extracting(each -> each.spec().prompt()).containsExactly("one", "two", "three");
        created.tasks().forEach(this::assertWhole);
        assertThat(created.replayed()).isFalse();
    }

    @Test
    void theSameKeyMakesTasksOnce() {
        List<NewTask> tasks = List.of(task("one"), task("two"));
        Created first = orchestrator().create(tasks, Optional.of("key"));
        Created again = orchestrator().create(tasks, Optional.of("key"));

        assertThat(first.replayed()).isFalse();
        assertThat(again.replayed()).isTrue();
        assertThat(again.tasks())
                .extracting(Task::id)
                .containsExactlyElementsOf(first.tasks().stream().map(Task::id).toList());
        assertThat(behind.list(TaskQuery.ALL).total()).isEqualTo(2);
    }

    @Test
    void withoutAKeyEachCallMakesATask() {
        assertThat(create().id()).isNotEqualTo(create().id());
    }

    @Test
    void theSameKeyForAnotherTaskIsAConflict() {
        orchestrator().create(task("one"), "key");

        assertThatThrownBy(() -> orchestrator().create(task("two"), "key"))
                .asInstanceOf(type(ConflictException.class))
                .extracting(ConflictException::reason)
                .isEqualTo(RefusalReason.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void aKeyWhoseTaskIsGoneSaysWhichTaskThatWas() {
        Task task = orchestrator().create(task("one"), "key").tasks().get(0);
        behind.delete(Delete.of(task.id()));

        assertThatThrownBy(() -> orchestrator().create(task("one"), "key"))
                .asInstanceOf(type(TaskNotFoundException.class))
                .extracting(TaskNotFoundException::taskId)
                .isEqualTo(task.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "ключ", "\uD83D\uDD11", "a\nb", " ", "sha256:00"})
    void aKeyMayHaveAnyCharacters(String key) {
        Created first = orchestrator().create(task("one"), key);

        assertThat(orchestrator().create(task("one"), key).tasks().get(0).id())
                .isEqualTo(first.tasks().get(0).id());
        assertThat(orchestrator().create(task("one"), key + "'").tasks().get(0).id())
                .isNotEqualTo(first.tasks().get(0).id());
    }

    @Test
    void keysOfDifferentCallersNeverMeet() {
        Created mine = orchestrator().create(task("one"), "key");
        Created others = orchestrator().as("somebody").create(task("one"), "key");
        Created again = orchestrator().as("somebody").create(task("one"), "key");

        assertThat(others.replayed()).isFalse();
        assertThat(others.tasks().get(0).id()).isNotEqualTo(mine.tasks().get(0).id());
        assertThat(again.tasks().get(0).id()).isEqualTo(others.tasks().get(0).id());
    }

    @Test
    void theLargestPromptComesBackAsItIs() {
        String prompt = "\u0001\"\\é\uD83D\uDD11".repeat(262_144 / 5);

        assertThat(orchestrator().create(task(prompt)).spec().prompt()).isEqualTo(prompt);
    }
}
