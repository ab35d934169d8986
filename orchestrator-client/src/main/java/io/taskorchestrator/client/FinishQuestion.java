package io.taskorchestrator.client;

import io.taskorchestrator.json.Completion;
import io.taskorchestrator.json.RequestJson;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskException;
import io.taskorchestrator.task.TaskId;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * An attempt has ended. With a token a repeat is recognised by the attempt, as long as that was the last one to end; after
 * that the history tells. Without a token a repeat could hit somebody else's attempt, so there is none.
 *
 * @param line the line to the server
 * @param request how it is put
 * @param task which task
 * @param holder who says so
 * @param ends what the history has of such an end
 */
record FinishQuestion(Line line, Request request, TaskId task, Holder holder, Set<EventType> ends)
        implements Question<Task> {

    static FinishQuestion of(Line line, Complete complete, Optional<Claim> next) {
        TaskId id = complete.task();
        byte[] json = RequestJson.complete(id).bytes(new Completion(complete, next));
        Request request = Requests.action(id, "complete", json);
        Request waiting = next.isEmpty() ? request : request.waiting(next.get().maxWait());
        Set<EventType> ends = complete.result().isFailure()
                ? EnumSet.of(EventType.FAILED, EventType.RETRY_SCHEDULED)
                : EnumSet.of(EventType.COMPLETED);
        return new FinishQuestion(line, waiting, id, complete.holder(), ends);
    }

    static FinishQuestion of(Line line, Fail fail) {
        byte[] json = RequestJson.fail(fail.task()).bytes(fail);
        Request request = Requests.action(fail.task(), "fail", json);
        return new FinishQuestion(
                line, request, fail.task(), fail.holder(), EnumSet.of(EventType.FAILED, EventType.RETRY_SCHEDULED));
    }

    static FinishQuestion of(Line line, Release release) {
        byte[] json = RequestJson.release(release.task()).bytes(release);
        Request request = Requests.action(release.task(), "release", json);
        // After too many releases in a row the next one counts as a failure.
        Set<EventType> ends =
                EnumSet.of(EventType.RELEASED, EventType.CANCEL_CONFIRMED, EventType.FAILED, EventType.RETRY_SCHEDULED);
        return new FinishQuestion(line, request, release.task(), release.holder(), ends);
    }

    @Override
    public Optional<Task> read(HttpResponse<byte[]> answer) {
        return Optional.of(Plain.data(answer, TaskJson.TASK));
    }

    @Override
    public boolean isSafeToRepeat() {
        return holder.token().isPresent();
    }

    @Override
    public CompletableFuture<Optional<Task>> refused(TaskException refusal, Instant began) {
        if (!(refusal instanceof ConflictException) || holder.token().isEmpty()) {
            return CompletableFuture.failedFuture(refusal);
        }
        return proof().thenApply(done -> Optional.of(done.orElseThrow(() -> refusal)));
    }

    /** The task as it is now, if the history tells that the attempt of the token was ended so. */
    CompletableFuture<Optional<Task>> proof() {
        return new Evidence(line).ended(task, holder.token().orElseThrow().attempt(), ends);
    }
}
