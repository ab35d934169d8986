package io.taskorchestrator.standalone.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.worker.StopReason;
import io.taskorchestrator.worker.TaskContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a command is told by its environment, and what not. */
class ChildEnvironmentTest {

    /** A task that nobody listens to. */
    private record Silent(Task task) implements TaskContext {

        @Override
        public void progress(int percent, String message) {
            throw new InvalidInputException("progress", "is not told here");
        }

        @Override
        public void progress(String message) {
            throw new InvalidInputException("progress", "is not told here");
        }

        @Override
        public void saveCheckpoint(JsonText checkpoint) {
            throw new InvalidInputException("checkpoint", "is not saved here");
        }

        @Override
        public Optional<StopReason> stopReason() {
            return Optional.empty();
        }
    }

    private static Map<String, String> filled(Map<String, String> inherited) {
        try (EmbeddedOrchestrator orchestrator = EmbeddedOrchestrator.create()) {
            orchestrator.create(NewTask.builder("/a", "Find it").build());
            Task task = orchestrator.claim(Claim.by("worker-1")).get(0).task();
            Map<String, String> environment = new HashMap<>(inherited);
            ChildEnvironment.fill(environment, new Silent(task));
            return environment;
        }
    }

    @Test
    void secretsOfOursAreTakenOutAndTheRestIsInherited() {
        Map<String, String> environment = filled(Map.of(
                "ORCHESTRATOR_API_KEY", "k",
                "APP_SECURITY_API_KEYS", "a:admin:k",
                "APP_SECURITY_API_KEYS_FILE", "/etc/keys",
                "APP_DATABASE_URL", "jdbc:postgresql://u:p@h/d",
                "ORCHESTRATOR_URL", "http://localhost:8080",
                "AGENT_API_KEY", "of the agent"));

        assertThat(environment)
                .doesNotContainKeys(
                        "ORCHESTRATOR_API_KEY",
                        "APP_SECURITY_API_KEYS",
                        "APP_SECURITY_API_KEYS_FILE",
                        "APP_DATABASE_URL")
                .containsEntry("ORCHESTRATOR_URL", "http://localhost:8080")
                .containsEntry("AGENT_API_KEY", "of the agent");
    }

    @Test
    void nothingOfATaskAroundItIsInherited() {
        Map<String, String> environment = filled(Map.of(
                "ORCHESTRATOR_CHECKPOINT", "{}", "ORCHESTRATOR_PROMPT_LEFT_OUT", "x", "ORCHESTRATOR_PROMPT", "other"));

        assertThat(environment)
                .doesNotContainKeys("ORCHESTRATOR_CHECKPOINT", "ORCHESTRATOR_PROMPT_LEFT_OUT")
                .containsEntry("ORCHESTRATOR_PROMPT", "Find it");
    }
}
