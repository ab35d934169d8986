package io.taskorchestrator.benchmarks;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Works on tasks: mostly well; now and then it fails, hands a task back, forgets one or comes too late.
 *
 * <p>Thread model: one thread.
 */
final class Labourer implements DayOfClients.Habit {

    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final TaskResult DONE = TaskResult.success("done");

    private final DayOfClients day;
    private final Orchestrator orchestrator;
    private final SplittableRandom random;

    Labourer(DayOfClients day, Orchestrator orchestrator, SplittableRandom random) {
        this.day = day;
        this.orchestrator = orchestrator;
        this.random = random;
    }

    @Override
    public void follow() throws InterruptedException {
        Claim claim = Claim.by("labourer-" + random.nextInt(1_000))
                .below("/day")
                .lease(LEASE)
                .limit(1 + random.nextInt(3))
                .waiting(Duration.ofMillis(random.nextInt(1_000)));
        for (ClaimedTask claimed : orchestrator.claim(claim)) {
            day.did("claim");
            work(claimed.id(), claimed.token(), claim.limit(1).waiting(Duration.ZERO));
        }
    }

    private void work(TaskId task, LeaseToken token, Claim claim) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(5));
        switch (random.nextInt(20)) {
            case 0 -> day.did("forget");
            case 1 -> fail(task, token, true);
            case 2 -> fail(task, token, false);
            case 3 -> {
                Duration delay = Duration.ofMillis(random.nextInt(1_000));
                orchestrator.release(new Release(task, Holder.of(token), delay, false));
                day.did("release");
            }
            case 4, 5 -> {
                orchestrator.heartbeat(Heartbeat.of(task, token)
                        .lease(LEASE)
                        .checkpoint(JsonText.of("{\"at\":" + random.nextInt() + "}")));
                day.did("heartbeat");
                complete(task, token);
            }
            case 6 -> {
                if (random.nextInt(5) == 0) {
                    TimeUnit.MILLISECONDS.sleep(LEASE.toMillis() + 100);
                    day.did("come too late");
                }
                complete(task, token);
            }
            case 7, 8, 9 -> {
                Optional<ClaimedTask> next = orchestrator
                        .completeAndClaim(Complete.of(task, token, DONE), claim)
                        .next();
                day.did("complete with next");
                if (next.isPresent()) {
                    complete(next.get().id(), next.get().token());
                }
            }
            default -> complete(task, token);
        }
    }

    private void complete(TaskId task, LeaseToken token) {
        orchestrator.complete(Complete.of(task, token, DONE));
        day.did("complete");
    }

    private void fail(TaskId task, LeaseToken token, boolean retryable) {
        orchestrator.fail(new Fail(task, Holder.of(token), "It does not compile", retryable, Optional.empty()));
        day.did("fail");
    }
}
