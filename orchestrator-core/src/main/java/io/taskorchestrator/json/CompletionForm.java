package io.taskorchestrator.json;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import java.io.IOException;
import java.util.Optional;

/** A worker has finished, and may want the next task. */
final class CompletionForm implements JsonInput.Fields {

    private final JsonInput in;
    private final HolderForm holder;
    private Optional<String> originalPrompt = Optional.empty();
    private Optional<TaskResult> result = Optional.empty();
    private Optional<Claim> next = Optional.empty();

    private CompletionForm(JsonInput in) {
        this.in = in;
        this.holder = new HolderForm(in);
    }

    static void write(Completion completion, JsonOutput out) throws IOException {
        Complete complete = completion.complete();
        out.start();
        HolderForm.write(complete.holder(), out);
        out.freeText("original_prompt", complete.originalPrompt());
        out.name("result");
        ResultForm.write(complete.result(), out);
        if (completion.next().isPresent()) {
            out.name("next");
            ClaimForm.write(completion.next().get(), out);
        }
        out.end();
    }

    static Optional<Completion> read(TaskId task, JsonInput in) throws IOException {
        CompletionForm form = new CompletionForm(in);
        return in.object(form, () -> form.build(task));
    }

    @Override
    public boolean read(String name) throws IOException {
        switch (name) {
            case "original_prompt" -> originalPrompt = in.text();
            case "result" -> result = ResultForm.read(in, TaskResult.SUCCESS.status());
            case "next" -> next = ClaimForm.read(in);
            default -> {
                return holder.read(name);
            }
        }
        return true;
    }

    private Completion build(TaskId task) {
        return new Completion(
                new Complete(task, holder.holder(), originalPrompt, result.orElse(TaskResult.SUCCESS)), next);
    }
}
