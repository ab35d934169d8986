package io.taskorchestrator.client;

import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.Deleted;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.TaskException;
import io.taskorchestrator.task.TaskNotFoundException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Somebody removes a task. If that may have been done, and the task is not there, it was done.
 *
 * @param line the line to the server
 * @param delete what to remove
 */
record DeleteQuestion(Line line, Delete delete) implements Question<Deleted> {

    @Override
    public Request request() {
        return Requests.delete(delete);
    }

    @Override
    public Optional<Deleted> read(HttpResponse<byte[]> answer) {
        return Optional.of(Plain.data(answer, TaskJson.DELETED));
    }

    @Override
    public CompletableFuture<Optional<Deleted>> refused(TaskException refusal, Instant began) {
        if (refusal instanceof TaskNotFoundException) {
            return CompletableFuture.completedFuture(Optional.of(new Deleted(delete.task(), true, false)));
        }
        if (!(refusal instanceof ConflictException)) {
            return CompletableFuture.failedFuture(refusal);
        }
        // The request itself gave the task another version, if it made the removal wait for the lease to end.
        return new Evidence(line)
                .since(began, delete.task(), entry -> entry.event().type() == EventType.DELETE_REQUESTED)
                .thenApply(pending -> Optional.of(
                        pending.map(task -> new Deleted(task.id(), false, true)).orElseThrow(() -> refusal)));
    }
}
