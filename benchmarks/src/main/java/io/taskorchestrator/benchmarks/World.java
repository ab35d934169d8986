package io.taskorchestrator.benchmarks;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.TaskResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An orchestrator with tasks waiting in it, and the cycle that the benchmarks measure. */
final class World implements AutoCloseable {

    private static final int BATCH = 1_000;
    private static final int OWN_TASKS = 1_000;
    private static final String OWN_DIRECTORY = "/projects/own";
    private static final String PROMPT = "p".repeat(100);
    private static final Duration LEASE = Duration.ofMinutes(5);

    private final Orchestrator orchestrator = EmbeddedOrchestrator.create();
    private final String[] directories;
    private int turn;

    /** Opens an orchestrator with {@code waiting} tasks spread evenly over {@code directories} directories. */
    World(int waiting, int directories) {
        this.directories = new String[directories];
        for (int i = 0; i < directories; i++) {
            this.directories[i] = "/projects/group-" + i % 100 + "/project-" + i;
        }
        List<NewTask> batch = new ArrayList<>(BATCH);
        for (int i = 0; i < waiting; i++) {
            batch.add(task(this.directories[i % directories]));
            if (batch.size() == BATCH || i == waiting - 1) {
                orchestrator.create(batch, Optional.empty());
                batch.clear();
            }
        }
    }

    Orchestrator orchestrator() {
        return orchestrator;
    }

    static NewTask task(String directory) {
        return task(directory, DirectoryAccess.UNRESTRICTED);
    }

    static NewTask task(String directory, DirectoryAccess access) {
        return NewTask.builder(directory, PROMPT).directoryAccess(access).build();
    }

    /** Makes a directory for {@link #cycleBeside} with 1,000 tasks in it. */
    World withOwnDirectory() {
        List<NewTask> own = new ArrayList<>(OWN_TASKS);
        for (int i = 0; i < OWN_TASKS; i++) {
            own.add(task(OWN_DIRECTORY));
        }
        orchestrator.create(own, Optional.empty());
        return this;
    }

    /** The cycle in a directory of its own, always the same, beside all others. */
    Object cycleBeside() {
        return cycle(OWN_DIRECTORY, Claim.by("worker").in(OWN_DIRECTORY));
    }

    /** Creates a task, claims the next one of its directory with a fenced lease, and completes that; each time in the next one. */
    Object cycle() {
        String directory = directories[turn];
        turn = turn + 1 == directories.length ? 0 : turn + 1;
        return cycle(directory, Claim.by("worker").in(directory));
    }

    /** Creates a task, claims the next one of anywhere with a fenced lease, and completes that. */
    Object cycleAnywhere() {
        String directory = directories[turn];
        turn = turn + 1 == directories.length ? 0 : turn + 1;
        return cycle(directory, Claim.by("worker"));
    }

    private Object cycle(String directory, Claim claim) {
        orchestrator.create(task(directory));
        ClaimedTask claimed = orchestrator.claim(claim.lease(LEASE)).get(0);
        return orchestrator.complete(Complete.of(claimed.id(), claimed.token(), TaskResult.SUCCESS));
    }

    @Override
    public void close() {
        orchestrator.close();
    }
}
