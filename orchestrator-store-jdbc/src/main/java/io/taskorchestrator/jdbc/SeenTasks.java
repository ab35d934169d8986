package io.taskorchestrator.jdbc;

import io.taskorchestrator.task.Report;
import io.taskorchestrator.task.TaskId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that this server saw last in a database that others write, too, as they were when a transaction of its own had them locked
 * and was committed. They may have changed since; whether they have is asked for less than a task costs to be read ({@link
 * LockedTasks}). Large tasks are not kept, nor those with a report, which heartbeats change without leaving a trace in the task.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class SeenTasks {

    private static final int MOST_TASKS = 4_096;
    private static final int MOST_CHARACTERS = 4_096;

    /** Guarded by this, as is the map below. */
    private final Map<Long, TaskRow> byNumber = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, TaskRow> eldest) {
            boolean tooMany = size() > MOST_TASKS;
            if (tooMany) {
                byId.remove(eldest.getValue().task().id());
            }
            return tooMany;
        }
    };

    private final Map<TaskId, TaskRow> byId = new HashMap<>();

    synchronized @Nullable TaskRow byNumber(long number) {
        return byNumber.get(number);
    }

    synchronized @Nullable TaskRow byId(TaskId id) {
        return byId.get(id);
    }

    /** These tasks are like this now. */
    synchronized void put(Collection<TaskRow> rows) {
        for (TaskRow row : rows) {
            remove(row);
            boolean mayLeaveATrace = row.task().state().report().equals(Report.NONE);
            if (mayLeaveATrace && row.queueState() != QueueState.FINISHED && row.characters() <= MOST_CHARACTERS) {
                byId.put(row.task().id(), row);
                byNumber.put(row.number(), row);
            }
        }
    }

    private void remove(TaskRow row) {
        byNumber.remove(row.number());
        byId.remove(row.task().id());
    }
}
