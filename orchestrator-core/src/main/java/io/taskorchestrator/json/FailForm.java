package io.taskorchestrator.json;

import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import java.io.IOException;
import java.util.Optional;

/** A worker has failed. The message may be called {@code error_message} or {@code error}. */
final class FailForm implements JsonInput.Fields {

    private static final String STATUS = "failure";

    private final TaskId task;
    private final JsonInput in;
    private final HolderForm holder;
    private Optional<String> errorMessage = Optional.empty();
    private Optional<String> error = Optional.empty();
    private boolean retryable = true;
    private Optional<TaskResult> result = Optional.empty();

    private FailForm(TaskId task, JsonInput in) {
        this.task = task;
        this.in = in;
        this.holder = new HolderForm(in);
    }

    static void write(Fail fail, JsonOutput out) throws IOException {
        out.start();
        HolderForm.write(fail.holder(), out);
        if (!fail.errorMessage().isEmpty()) {
            out.text("error_message", fail.errorMessage());
        }
        if (!fail.retryable()) {
            out.flag("retryable", false);
        }
        ResultForm.write("result", fail.result(), out);
        out.end();
    }

    static Optional<Fail> read(TaskId task, JsonInput in) throws IOException {
        FailForm form = new FailForm(task, in);
        return in.object(form, form::build);
    }

    @Override
    public boolean read(String name) throws IOException {
        switch (name) {
            case "error_message" -> errorMessage = in.as(in.text(), this::message);
            case "error" -> error = in.as(in.text(), this::message);
            case "retryable" -> retryable = in.flag().orElse(retryable);
            case "result" -> result = ResultForm.read(in, STATUS);
            default -> {
                return holder.read(name);
            }
        }
        return true;
    }

    private String message(String text) {
        return new Fail(task, Holder.UNKNOWN, text, true, Optional.empty()).errorMessage();
    }

    private Fail build() {
        if (errorMessage.isPresent() && error.isPresent() && !errorMessage.equals(error)) {
            throw new InvalidInputException("error", "must be the same as error_message when both are given");
        }
        return new Fail(task, holder.holder(), errorMessage.or(() -> error).orElse(""), retryable, result);
    }
}
