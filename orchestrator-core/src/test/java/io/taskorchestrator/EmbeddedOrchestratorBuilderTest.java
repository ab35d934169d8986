package io.taskorchestrator;

import static io.taskorchestrator.TestOrchestrators.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.memory.MemoryStoreOptions.Budget;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskSettings;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an orchestrator can be told when it is built. */
class EmbeddedOrchestratorBuilderTest {

    @Test
    void theMemoryBudgetBoundsWhatIsFinishedAndWhatWaits() {
        try (EmbeddedOrchestrator small = EmbeddedOrchestrator.builder()
                .memoryBudget(new Budget(20_000, 1, 1_000_000))
                .manualTicks()
                .build()) {
            Task first = small.create(task("/a"));
            Task second = small.create(task("/a"));
            small.cancel(Cancel.of(first.id()));
            small.cancel(Cancel.of(second.id()));

            assertThat(small.find(first.id())).isEmpty();
            assertThat(small.find(second.id())).isPresent();
            assertThatThrownBy(() -> small.create(Collections.nCopies(100, task("/a")), Optional.empty()))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("20000");
        }
    }

    @Test
    void whatAProducerLeavesOpenComesFromTheSettings() {
        try (EmbeddedOrchestrator strict = EmbeddedOrchestrator.builder()
                .settings(TaskSettings.STANDARD
                        .withAccess(DirectoryAccess.EXCLUSIVE)
                        .withPromptLength(10))
                .storeSettings(StoreSettings.STANDARD.withAging(Duration.ZERO))
                .manualTicks()
                .build()) {
            Task low = strict.create(
                    NewTask.builder("/a", "first").priority(Priority.LOW).build());
            strict.create(
                    NewTask.builder("/a", "second").priority(Priority.HIGH).build());

            assertThat(low.spec().access()).isEqualTo(DirectoryAccess.EXCLUSIVE);
            assertThat(strict.claim(Claim.by("worker")).get(0).id()).isEqualTo(low.id());
            assertThatThrownBy(() -> strict.create(
                            NewTask.builder("/a", "longer than ten").build()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("prompt");
        }
    }
}
