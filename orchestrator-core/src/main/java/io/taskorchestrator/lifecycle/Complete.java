package io.taskorchestrator.lifecycle;

import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import java.util.Optional;

/**
 * A worker has finished.
 *
 * @param task which task
 * @param holder who calls
 * @param originalPrompt the prompt that was worked on; if given it must be the task's
 * @param result what came out; one that {@linkplain TaskResult#isFailure() says it failed} makes this a failure
 */
public record Complete(TaskId task, Holder holder, Optional<String> originalPrompt, TaskResult result)
        implements TaskCommand {

    /** A completion by the bearer of {@code token}. */
    public static Complete of(TaskId task, LeaseToken token, TaskResult result) {
        return new Complete(task, Holder.of(token), Optional.empty(), result);
    }

    @Override
    public Verb verb() {
        return Verb.COMPLETE;
    }
}
