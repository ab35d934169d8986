package io.taskorchestrator.client;

import io.taskorchestrator.json.RequestJson;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskException;
import io.taskorchestrator.task.TaskId;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Somebody cancels, retries or updates a task. Nothing in the request tells a repeat from a second wish, so the history is
 * looked at before it is put again: a task that was sent back to waiting, and has failed once more meanwhile, must not be
 * sent back twice.
 *
 * @param line the line to the server
 * @param request how it is put
 * @param task which task
 * @param trace what the history has of it once it is carried out
 */
record ChangeQuestion(Line line, Request request, TaskId task, Predicate<HistoryEntry> trace)
        implements Question<Task> {

    static ChangeQuestion of(Line line, Cancel cancel) {
        byte[] json = RequestJson.cancel(cancel.task()).bytes(cancel);
        Request request = Requests.action(cancel.task(), "cancel", json);
        return new ChangeQuestion(line, request, cancel.task(), of(EventType.CANCELLED));
    }

    static ChangeQuestion of(Line line, Retry retry) {
        byte[] json = RequestJson.retry(retry.task()).bytes(retry);
        Request request = Requests.action(retry.task(), "retry", json);
        return new ChangeQuestion(line, request, retry.task(), of(EventType.RETRIED));
    }

    static ChangeQuestion of(Line line, Update update) {
        String fields = String.join(", ", update.patch().fields());
        Predicate<HistoryEntry> trace = of(EventType.UPDATED)
                .and(entry -> fields.equals(entry.event().details().get("fields")));
        return new ChangeQuestion(line, Requests.update(update), update.task(), trace);
    }

    private static Predicate<HistoryEntry> of(EventType type) {
        return entry -> entry.event().type() == type;
    }

    @Override
    public Optional<Task> read(HttpResponse<byte[]> answer) {
        return Optional.of(Plain.data(answer, TaskJson.TASK));
    }

    @Override
    public CompletableFuture<Optional<Task>> settled(Instant began) {
        return new Evidence(line).since(began, task, trace);
    }

    @Override
    public CompletableFuture<Optional<Task>> refused(TaskException refusal, Instant began) {
        return refusal instanceof ConflictException
                ? settled(began).thenApply(done -> Optional.of(done.orElseThrow(() -> refusal)))
                : CompletableFuture.failedFuture(refusal);
    }
}
