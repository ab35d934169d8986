package io.taskorchestrator.task;

import java.time.Duration;
import java.util.List;

/**
 * What was asked for. It changes only by an update of a waiting task.
 *
 * @param content what the task says
 * @param routing when and for whom it is next
 * @param limits how often and how long it may be tried
 */
public record TaskSpec(TaskContent content, Routing routing, AttemptLimits limits) {

    /** What is to be done. */
    public String prompt() {
        return content.prompt();
    }

    /** The labels, in the given order. */
    public List<String> tags() {
        return content.tags();
    }

    /** The producer's own object. */
    public JsonText metadata() {
        return content.metadata();
    }

    /** Where the task works. */
    public WorkDirectory directory() {
        return routing.directory();
    }

    /** Which kind of worker the task is for. */
    public QueueName queue() {
        return routing.queue();
    }

    /** How urgent the task is. */
    public Priority priority() {
        return routing.priority();
    }

    /** What the task claims of its directory while it runs. */
    public DirectoryAccess access() {
        return routing.access();
    }

    /** Longest time that one attempt may run. */
    public Duration timeout() {
        return limits.timeout();
    }
}
