package io.taskorchestrator.json;

import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What several completions are answered, and before that how many of them were refused, which nobody should overlook. */
final class CompletionAnswersForm implements JsonInput.Fields {

    private final JsonForm<Task> form;
    private final JsonInput in;
    private Optional<List<CompletionAnswer>> outcomes = Optional.empty();

    private CompletionAnswersForm(JsonForm<Task> form, JsonInput in) {
        this.form = form;
        this.in = in;
    }

    static JsonForm<List<CompletionAnswer>> of(JsonForm<Task> form) {
        return JsonForm.answer((answers, out) -> write(answers, form, out), in -> read(form, in));
    }

    private static void write(List<CompletionAnswer> answers, JsonForm<Task> form, JsonOutput out) throws IOException {
        out.start();
        out.number(
                "refused",
                answers.stream().filter(answer -> answer.error().isPresent()).count());
        out.startArray("outcomes");
        for (CompletionAnswer answer : answers) {
            out.start();
            out.text("task_id", answer.taskId().toString());
            if (answer.task().isPresent()) {
                out.name("task");
                form.write(answer.task().get(), out);
            }
            if (answer.error().isPresent()) {
                out.name("error");
                ErrorForm.write(answer.error().get(), out);
            }
            out.end();
        }
        out.endArray();
        out.end();
    }

    private static Optional<List<CompletionAnswer>> read(JsonForm<Task> form, JsonInput in) throws IOException {
        CompletionAnswersForm answers = new CompletionAnswersForm(form, in);
        return in.object(answers, () -> answers.outcomes.orElseThrow(), "outcomes");
    }

    @Override
    public boolean read(String name) throws IOException {
        if (!name.equals("outcomes")) {
            return false;
        }
        outcomes = in.array(() -> Outcome.read(form, in), Integer.MAX_VALUE);
        return true;
    }

    /** What one of them is answered. */
    private static final class Outcome implements JsonInput.Fields {

        private final JsonForm<Task> form;
        private final JsonInput in;
        private Optional<TaskId> id = Optional.empty();
        private Optional<Task> task = Optional.empty();
        private Optional<ErrorAnswer> error = Optional.empty();

        private Outcome(JsonForm<Task> form, JsonInput in) {
            this.form = form;
            this.in = in;
        }

        static Optional<CompletionAnswer> read(JsonForm<Task> form, JsonInput in) throws IOException {
            Outcome outcome = new Outcome(form, in);
            return in.object(outcome, outcome::build, "task_id");
        }

        @Override
        public boolean read(String name) throws IOException {
            switch (name) {
                case "task_id" -> id = in.as(in.text(), TaskId::parse);
                case "task" -> task = form.read(in);
                case "error" -> error = ErrorForm.read(in);
                default -> {
                    return false;
                }
            }
            return true;
        }

        private CompletionAnswer build() {
            if (task.isPresent() == error.isPresent()) {
                throw new InvalidInputException("task", "must be there, or else error");
            }
            return new CompletionAnswer(id.orElseThrow(), task, error);
        }
    }
}
