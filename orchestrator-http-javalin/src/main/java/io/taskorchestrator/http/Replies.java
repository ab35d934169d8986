package io.taskorchestrator.http;

import io.taskorchestrator.AsyncOrchestrator;
import io.taskorchestrator.json.JsonForm;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskPart;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    Reply action(int status, Task task, Set<TaskPart> parts) {
        return Reply.json(status, envelope.of(TaskJson.action(parts), task)).with("ETag", etag(task));
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

    /** The parts that a request names by {@code include}. */
    static Set<TaskPart> include(Query query) {
        return query.read("include", Replies::parsePart).map(Set::of).orElse(Set.of());
    }

    static String etag(Task task) {
        return "\"" + task.version() + "\"";
    }

    private static TaskPart parsePart(String text) {
        if (!text.equals("result")) {
            throw new InvalidInputException("include", "must be result");
        }
        return TaskPart.RESULT;
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
