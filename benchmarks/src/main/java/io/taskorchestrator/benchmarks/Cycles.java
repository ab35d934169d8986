package io.taskorchestrator.benchmarks;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.benchmarks.Grown.Crowd;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.TaskResult;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/** Cycles of create, claim and complete, and the tasks that stand beside them. */
final class Cycles {

    private static final int BATCH = 1_000;
    private static final int PER_CLAIM = 100;
    private static final int DIRECTORIES = 100;
    private static final Duration LEASE = Duration.ofMinutes(5);

    private Cycles() {}

    /** How many cycles the callers get done in a second, each in a directory of its own. */
    static double perSecond(Orchestrator orchestrator, Callers callers)
            throws InterruptedException, ExecutionException {
        return callers.perSecond(caller -> {
            String own = "/work/" + caller;
            Claim claim = Claim.by("worker").in(own).lease(LEASE);
            return () -> {
                orchestrator.create(World.task(own));
                complete(orchestrator, orchestrator.claim(claim).get(0)).join();
            };
        });
    }

    private static CompletableFuture<?> complete(Orchestrator orchestrator, ClaimedTask claimed) {
        return orchestrator.async().complete(Complete.of(claimed.id(), claimed.token(), TaskResult.success("done")));
    }

    /** Makes so many tasks that wait, in 100 directories, and so many that are finished; a thousand more or less. */
    static void fill(Orchestrator orchestrator, int waiting, int finished) {
        finish(orchestrator, finished, "/done");
        for (int done = 0; done < waiting; done += BATCH) {
            create(orchestrator, "/waiting/" + done / BATCH % DIRECTORIES);
        }
    }

    /** Makes so many tasks that are finished, in one directory; up to a thousand more. */
    static void finish(Orchestrator orchestrator, int finished, String directory) {
        for (int done = 0; done < finished; done += BATCH) {
            create(orchestrator, directory);
            for (int i = 0; i < BATCH; i += PER_CLAIM) {
                Claim claim = Claim.by("worker").in(directory).lease(LEASE).limit(PER_CLAIM);
                CompletableFuture.allOf(orchestrator.claim(claim).stream()
                                .map(claimed -> complete(orchestrator, claimed))
                                .toArray(CompletableFuture<?>[]::new))
                        .join();
            }
        }
    }

    /** Makes the tasks of a crowd that wait, in its directories in turn. */
    static void spread(Orchestrator orchestrator, Crowd crowd, String prefix) {
        for (int done = 0; done < crowd.waiting(); done += BATCH) {
            List<NewTask> batch = IntStream.range(done, Math.min(crowd.waiting(), done + BATCH))
                    .mapToObj(task -> World.task(prefix + task % crowd.directories(), crowd.access()))
                    .toList();
            orchestrator.create(batch, Optional.empty());
        }
    }

    private static void create(Orchestrator orchestrator, String work) {
        List<NewTask> batch = Collections.nCopies(BATCH, World.task(work));
        orchestrator.create(batch, Optional.empty());
    }
}
