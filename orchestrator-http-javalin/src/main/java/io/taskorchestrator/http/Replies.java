package io.taskorchestrator.http;

import io.taskorchestrator.AsyncOrchestrator;
import io.taskorchestrator.json.JsonForm;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Task;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the answers that more than one call has. */
final class Replies {

    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

    private static final Map<String, String> NO_STORE = Map.of("Cache-Control", "no-store");

    private final Envelope envelope;

    Replies(Envelope envelope) {
        this.envelope = envelope;
    }

    <T> Reply of(JsonForm<T> form, T value) {
        return Reply.json(200, envelope.of(form, value));
    }

    Reply of(Envelope.Writer data) {
        return Reply.json(200, envelope.of(data));
    }

    /** The answer to an action on a task. */
    Reply action(int status, Task task, Include include) {
        return Reply.json(status, envelope.of(include.action(), task)).with("ETag", etag(task));
    }

    /** The task with everything. */
    Reply task(Task task) {
        return of(TaskJson.TASK, task).with("ETag", etag(task));
    }

    /** The answer to a claim, which goes back if it cannot be handed over. */
    Reply claimed(byte[] body, List<ClaimedTask> tasks, AsyncOrchestrator orchestrator) {
        Reply reply = Reply.json(200, body).with(NO_STORE);
        return tasks.isEmpty() ? reply : reply.orElse(() -> giveBack(tasks, orchestrator));
    }

    static String etag(Task task) {
        return "\"" + task.version() + "\"";
    }

    private static void giveBack(List<ClaimedTask> tasks, AsyncOrchestrator orchestrator) {
        for (ClaimedTask task : tasks) {
            orchestrator.release(Release.undelivered(task.id(), task.token())).whenComplete((done, error) -> {
                if (error != null) {
                    LOG.warn(
                            "Could not give back the undelivered task {}; it comes back when its lease ends",
                            task.id(),
                            error);
                }
            });
        }
    }
}
