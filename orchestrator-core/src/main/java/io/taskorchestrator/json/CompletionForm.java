package io.taskorchestrator.json;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import java.io.IOException;
import java.util.Optional;

/** A worker has finished, and may want the next task; or he has finished several, and this is one of them. */
final class CompletionForm {

    private final JsonInput in;
    private final HolderForm holder;
    private Optional<TaskId> task = Optional.empty();
    private Optional<String> originalPrompt = Optional.empty();
    private Optional<TaskResult> result = Optional.empty();
    private Optional<Claim> next = Optional.empty();

    private CompletionForm(JsonInput in) {
        this.in = in;
        this.holder = new HolderForm(in);
    }

    static void write(Completion completion, JsonOutput out) throws IOException {
        out.start();
        writeFields(completion.complete(), out);
        if (completion.next().isPresent()) {
            out.name("next");
            ClaimForm.write(completion.next().get(), out);
        }
        out.end();
    }

    /** Writes one of several completions, which says which task it is about. */
    static void writeEntry(Complete complete, JsonOutput out) throws IOException {
        out.start();
        out.text("task_id", complete.task().toString());
        writeFields(complete, out);
        out.end();
    }

    private static void writeFields(Complete complete, JsonOutput out) throws IOException {
        HolderForm.write(complete.holder(), out);
        out.freeText("original_prompt", complete.originalPrompt());
        out.name("result");
        ResultForm.write(complete.result(), out);
    }

    static Optional<Completion> read(TaskId task, JsonInput in) throws IOException {
        CompletionForm form = new CompletionForm(in);
        return in.object(form::readWithNext, () -> new Completion(form.complete(task), form.next));
    }

    static Optional<Complete> readEntry(JsonInput in) throws IOException {
        CompletionForm form = new CompletionForm(in);
        return in.object(form::readWithTask, () -> form.complete(form.task.orElseThrow()), "task_id");
    }

    private boolean readWithNext(String name) throws IOException {
        if (!name.equals("next")) {
            return read(name);
        }
        next = ClaimForm.read(in);
        return true;
    }

    private boolean readWithTask(String name) throws IOException {
        if (!name.equals("task_id")) {
            return read(name);
        }
        task = in.as(in.text(), TaskId::parse);
        return true;
    }

    private boolean read(String name) throws IOException {
        switch (name) {
            case "original_prompt" -> originalPrompt = in.text();
            case "result" -> result = ResultForm.read(in, TaskResult.SUCCESS.status());
            default -> {
                return holder.read(name);
            }
        }
        return true;
    }

    private Complete complete(TaskId id) {
        return new Complete(id, holder.holder(), originalPrompt, result.orElse(TaskResult.SUCCESS));
    }
}
