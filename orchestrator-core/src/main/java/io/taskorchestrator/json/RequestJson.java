package io.taskorchestrator.json;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskLimits;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskText;
import io.taskorchestrator.task.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The JSON forms of what an orchestrator is asked: new tasks, changes, and the bodies of commands.
 *
 * <p>Readers are strict: a field that is not known is refused by name, for a mistyped one must not be taken for absent;
 * a number is not text, and 2.5 is no whole number (2.0 is). Null means "not given", but in a {@link #PATCH}.
 * {@code …_seconds} may have a fraction, kept to the microsecond; instants may have any offset. Writers write only what
 * differs from the default.
 *
 * <p>The task that a command is about comes from the path of the request, so it is given to the form.
 *
 * <p>Thread model: stateless; safe for use by many threads.
 */
public final class RequestJson {

    /**
     * A new task. {@code work_directory} and {@code prompt} are required. A {@code retry} that gives some fields only
     * gets the others from {@link io.taskorchestrator.task.RetryPolicy#MANUAL}.
     */
    public static final JsonForm<NewTask> NEW_TASK = JsonForm.request(NewTaskForm::write, NewTaskForm::read);

    /** Up to 1,000 new tasks: {@code {"tasks": […]}}. */
    public static final JsonForm<List<NewTask>> BATCH = ListForm.request("tasks", NEW_TASK, TaskLimits.BATCH_SIZE);

    /**
     * A merge patch on a task: an absent field stays, null takes it back to its default. {@code retry} is replaced as a
     * whole. What a reset field becomes is set to the standard; see {@link TaskPatch#withDefaults}.
     */
    public static final JsonForm<TaskPatch> PATCH = JsonForm.request(PatchForm::write, PatchForm::read);

    /** A claim. {@code worker_id} is required; without {@code work_path} it is for anywhere. */
    public static final JsonForm<Claim> CLAIM = JsonForm.request(ClaimForm::write, ClaimForm::read);

    /**
     * Up to 100 completions, each with the {@code task_id} of its task: {@code {"completions": […]}}. Otherwise they are like
     * {@link #complete}, but none has a {@code next}.
     */
    public static final JsonForm<List<Complete>> COMPLETIONS = ListForm.request(
            "completions",
            JsonForm.request(CompletionForm::writeEntry, CompletionForm::readEntry),
            TaskLimits.CLAIM_LIMIT);

    private static final byte[] SEPARATOR = {'\n'};

    private RequestJson() {}

    /** A heartbeat for {@code task}. Its progress has no instant yet: that is the epoch until the store sets it. */
    public static JsonForm<Heartbeat> heartbeat(TaskId task) {
        return JsonForm.request(HeartbeatForm::write, in -> HeartbeatForm.read(task, in));
    }

    /**
     * A completion of {@code task}. Without a result, or without a status in it, it is a {@code success}; a result's
     * {@code duration} may also be called {@code duration_ms}, or be given under both names if they agree.
     */
    public static JsonForm<Completion> complete(TaskId task) {
        return JsonForm.request(CompletionForm::write, in -> CompletionForm.read(task, in));
    }

    /** A failure of {@code task}. {@code error_message} may also be called {@code error}. */
    public static JsonForm<Fail> fail(TaskId task) {
        return JsonForm.request(FailForm::write, in -> FailForm.read(task, in));
    }

    /** A release of {@code task}; no text at all is one too. Whether it is {@code undelivered} is not written. */
    public static JsonForm<Release> release(TaskId task) {
        return JsonForm.<Release>request(ShortForms::writeRelease, in -> ShortForms.readRelease(task, in))
                .orEmpty();
    }

    /** A cancellation of {@code task}; no text at all is one too. */
    public static JsonForm<Cancel> cancel(TaskId task) {
        return JsonForm.<Cancel>request(ShortForms::writeCancel, in -> ShortForms.readCancel(task, in))
                .orEmpty();
    }

    /** A retry of {@code task}; no text at all is one too. */
    public static JsonForm<Retry> retry(TaskId task) {
        return JsonForm.<Retry>request(ShortForms::writeRetry, in -> ShortForms.readRetry(task, in))
                .orEmpty();
    }

    /**
     * The fingerprint of a request to create {@code tasks}: 32 bytes, SHA-256 over their canonical JSON. The order of
     * fields, white space and the spelling of escapes make no difference, also inside the metadata; the order of the
     * tasks, and the spelling of numbers inside the metadata, do.
     *
     * @throws InvalidInputException naming {@code metadata} if a task's metadata is not well-formed
     */
    public static byte[] requestHash(List<NewTask> tasks) {
        MessageDigest digest = sha256();
        for (NewTask task : tasks) {
            requireWellFormed("metadata", task.content().metadata());
            digest.update(canonical(task));
            digest.update(SEPARATOR);
        }
        return digest.digest();
    }

    /**
     * Checks that {@code json} is one well-formed JSON object, without a name twice in the same object and nested at
     * most 64 levels. Readers have checked what they return; this is for text that was made in Java.
     *
     * @throws InvalidInputException naming {@code field} if it is not
     */
    public static void requireWellFormed(String field, JsonText json) {
        String text = TaskText.require(field, json.text(), 0, Integer.MAX_VALUE);
        try (JsonInput in = new JsonInput(text.getBytes(StandardCharsets.UTF_8), true)) {
            in.at(field);
            in.start();
            Optional<JsonText> whole = in.opaque();
            in.end();
            in.result(whole);
        } catch (IOException e) {
            throw JsonSyntax.malformed(field, e);
        }
    }

    /**
     * What {@code make} makes of each task. What is wrong with any of them is told together; if there are several, by index
     * ({@code tasks[3].metadata}).
     *
     * @throws InvalidInputException if {@code make} throws it for one of them
     */
    public static <T> List<T> each(List<NewTask> tasks, Function<NewTask, T> make) {
        return tasks.size() == 1 ? List.of(make.apply(tasks.get(0))) : each("tasks", tasks, make);
    }

    /**
     * What {@code make} makes of each element. What is wrong with any of them is told together, by index: {@code
     * completions[3].result.details}, if the list is called {@code completions}.
     *
     * @throws InvalidInputException if {@code make} throws it for one of them
     */
    public static <S, T> List<T> each(String name, List<S> elements, Function<S, T> make) {
        List<T> made = new ArrayList<>(elements.size());
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            try {
                made.add(make.apply(elements.get(i)));
            } catch (InvalidInputException e) {
                for (Violation violation : e.violations()) {
                    violations.add(
                            new Violation("%s[%d].%s".formatted(name, i, violation.field()), violation.message()));
                }
            }
        }
        if (!violations.isEmpty()) {
            throw new InvalidInputException(violations);
        }
        return made;
    }

    private static byte[] canonical(NewTask task) {
        try {
            return CanonicalJson.of(NEW_TASK.bytes(task)).getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Not well-formed, though written here", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
