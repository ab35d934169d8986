package io.taskorchestrator.client;

import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Completed;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One task is done; what is next? Both in one request; if the wait for the next takes more of them, those only claim. */
final class CompleteAndClaimQuestion implements Question<Completed> {

    private final Line line;
    private final Complete complete;
    private final Claim next;
    private final LongWait wait;
    private final Withdrawal withdrawal;

    /** The completed task, once that is known. */
    private @Nullable Task done;

    /** Asks for {@code next}, which has an id. */
    CompleteAndClaimQuestion(Line line, Complete complete, Claim next) {
        this.line = line;
        this.complete = complete;
        this.next = next.limit(1);
        this.wait = new LongWait(line, next.maxWait());
        this.withdrawal = new Withdrawal(line, this.next);
    }

    @Override
    public Request request() {
        Claim claim = next.waiting(wait.next());
        return done == null
                ? FinishQuestion.of(line, complete, Optional.of(claim)).request()
                : Requests.claim(claim);
    }

    @Override
    public Optional<Completed> read(HttpResponse<byte[]> answer) {
        Task task = done;
        Optional<ClaimedTask> claimed;
        if (task == null) {
            task = Plain.data(answer, TaskJson.TASK);
            claimed = TaskJson.CLAIMED.find(answer.body(), "data", "next");
            done = task;
        } else {
            claimed = Plain.data(answer, TaskJson.CLAIMED_TASKS).stream().findFirst();
        }
        return claimed.isEmpty() && !wait.isOver() ? Optional.empty() : Optional.of(new Completed(task, claimed));
    }

    @Override
    public boolean isSafeToRepeat() {
        return complete.holder().token().isPresent();
    }

    @Override
    public CompletableFuture<Optional<Completed>> refused(TaskException refusal, Instant began) {
        if (done != null) {
            return CompletableFuture.failedFuture(refusal);
        }
        return FinishQuestion.of(line, complete, Optional.empty())
                .refused(refusal, began)
                .thenApply(task -> {
                    done = task.orElseThrow(() -> refusal);
                    return Optional.empty();
                });
    }

    @Override
    public void abandoned() {
        withdrawal.run();
    }

    @Override
    public void discarded(Completed completed) {
        withdrawal.giveBack(completed.next().map(List::of).orElse(List.of()));
    }
}
