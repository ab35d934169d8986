package io.taskorchestrator.json;

import static io.taskorchestrator.json.Reading.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.task.Task;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What several completions are answered, as one end writes and the other reads it. */
class CompletionAnswersTest {

    private static final ErrorAnswer STALE =
            new ErrorAnswer("CONFLICT", "No", Map.of("reason", "stale_lease"), List.of());

    private static String text(List<CompletionAnswer> answers) {
        return new String(TaskJson.outcomes(TaskJson.action(Set.of())).bytes(answers), StandardCharsets.UTF_8);
    }

    @Property(tries = 30)
    void tasksAndErrorsAreReadAsTheyWereWritten(@ForAll("tasks") Task task) {
        List<CompletionAnswer> answers =
                List.of(CompletionAnswer.done(task), CompletionAnswer.refused(Requests.TASK, STALE));
        JsonForm<List<CompletionAnswer>> form = TaskJson.outcomes(TaskJson.TASK);

        List<CompletionAnswer> read = form.read(form.bytes(answers));

        // A task's own form leaves out what only its store needs, so texts are compared.
        assertThat(form.bytes(read)).isEqualTo(form.bytes(answers));
        assertThat(read.get(0).taskId()).isEqualTo(task.id());
        assertThat(read.get(1)).isEqualTo(answers.get(1));
    }

    @Provide
    Arbitrary<Task> tasks() {
        return Tasks.tasks();
    }

    @Example
    void howManyWereRefusedStandsBeforeAllOthers() {
        CompletionAnswer refused = CompletionAnswer.refused(Requests.TASK, STALE);

        assertThat(text(List.of(refused, refused))).startsWith("{\"refused\":2,\"outcomes\":[{\"task_id\":");
        assertThat(text(List.of())).isEqualTo("{\"refused\":0,\"outcomes\":[]}");
    }

    @Example
    void anOutcomeIsATaskOrAnError() {
        String neither = "{\"outcomes\":[{\"task_id\":\"" + Requests.TASK + "\"}]}";

        assertThat(fields(TaskJson.outcomes(TaskJson.TASK), neither)).containsExactly("outcomes[0].task");
        assertThatThrownBy(() -> new CompletionAnswer(Requests.TASK, Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
