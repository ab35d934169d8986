package io.taskorchestrator.lifecycle;

import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.TaskEvent;
import java.util.List;

/** Events that are the same for every task, and the names of the details of the others. */
final class Events {

    /** The history of a new task; shared, since there may be millions of them. */
    static final List<TaskEvent> CREATED = List.of(TaskEvent.of(EventType.CREATED, 0));

    static final String ERROR_MESSAGE = "error_message";
    static final String FIELDS = "fields";
    static final String FORCED = "forced";
    static final String LATE = "late";
    static final String REASON = "reason";
    static final String RUN_AT = "run_at";
    static final String WORKER_ID = "worker_id";

    private Events() {}
}
