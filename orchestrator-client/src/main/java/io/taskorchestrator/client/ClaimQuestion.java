package io.taskorchestrator.client;

import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.task.ClaimedTask;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;

/** What can this worker do next? Asked, always under the same claim id, until there is something or the time is over. */
final class ClaimQuestion implements Question<List<ClaimedTask>> {

    private final Claim claim;
    private final LongWait wait;
    private final Withdrawal withdrawal;

    /** Asks for {@code claim}, which has an id. */
    ClaimQuestion(Line line, Claim claim) {
        this.claim = claim;
        this.wait = new LongWait(line, claim.maxWait());
        this.withdrawal = new Withdrawal(line, claim);
    }

    @Override
    public Request request() {
        return Requests.claim(claim.waiting(wait.next()));
    }

    @Override
    public Optional<List<ClaimedTask>> read(HttpResponse<byte[]> answer) {
        List<ClaimedTask> tasks = Plain.data(answer, TaskJson.CLAIMED_TASKS);
        return tasks.isEmpty() && !wait.isOver() ? Optional.empty() : Optional.of(tasks);
    }

    @Override
    public void abandoned() {
        withdrawal.run();
    }

    @Override
    public void discarded(List<ClaimedTask> tasks) {
        withdrawal.giveBack(tasks);
    }
}
