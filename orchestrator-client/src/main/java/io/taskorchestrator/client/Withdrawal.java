package io.taskorchestrator.client;

import io.taskorchestrator.json.RequestJson;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.WorkDirectory;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back a claim for whose answer nobody waits any more. Closing the connection is what ends it, but a server may not
 * notice (behind a proxy, or with TLS), and the answer may have been on its way. So the same claim id is used once more, for
 * a directory in which no task is: a claim that still waits is replaced by that, and tasks that it was given come again, and
 * are released.
 *
 * @param line the line to the server
 * @param claim what was claimed, with its id
 */
record Withdrawal(Line line, Claim claim) {

    private static final Logger LOG = LoggerFactory.getLogger(Withdrawal.class);

    private static final DirectoryScope NOWHERE =
            DirectoryScope.exactly(WorkDirectory.of("/.task-orchestrator/withdrawn"));

    void run() {
        if (line.transport().isClosed()) {
            return;
        }
        Claim nothing =
                claim.with(new Claim.Scope(claim.scope().queue(), NOWHERE)).waiting(Duration.ZERO);
        line.ask(Plain.of(Requests.claim(nothing), TaskJson.CLAIMED_TASKS)).whenComplete((tasks, error) -> {
            if (error == null) {
                giveBack(tasks);
            } else {
                LOG.debug("A claim could not be withdrawn; what it was given comes back when its lease ends", error);
            }
        });
    }

    /** Hands back tasks that nobody waits for. */
    void giveBack(List<ClaimedTask> tasks) {
        for (ClaimedTask task : tasks) {
            Release release = Release.of(task.id(), task.token());
            byte[] json = RequestJson.release(task.id()).bytes(release);
            line.ask(Plain.of(Requests.action(task.id(), "release", json), TaskJson.TASK))
                    .whenComplete((done, error) -> {
                        if (error != null) {
                            LOG.debug(
                                    "{} could not be handed back; it comes back when its lease ends", task.id(), error);
                        }
                    });
        }
    }
}
