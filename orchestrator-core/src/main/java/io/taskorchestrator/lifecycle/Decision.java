package io.taskorchestrator.lifecycle;

import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskEvent;
import java.util.List;
import java.util.Optional;

/** What comes of a command. */
public sealed interface Decision {

    /**
     * The task changes, or is removed.
     *
     * @param task the task afterwards; of a removed one, its last state
     * @param events what to write into the history; empty for a heartbeat
     */
    record Changed(Task task, List<TaskEvent> events) implements Decision {

        /** Copies the events. */
        public Changed {
            events = List.copyOf(events);
        }

        static Changed of(Task task, TaskEvent event) {
            return new Changed(task, List.of(event));
        }

        /** Whether the task is to be removed. */
        public boolean isRemoval() {
            return !events.isEmpty() && events.get(events.size() - 1).type() == EventType.DELETED;
        }
    }

    /**
     * Nothing changes, and that is well: a repeat of what was done already.
     *
     * @param task the task as it is
     */
    record Unchanged(Task task) implements Decision {}

    /**
     * The command is not allowed.
     *
     * @param refusal why
     * @param recorded what the refusal records all the same: a late result, a confirmed cancellation
     */
    record Refused(Refusal refusal, Optional<Changed> recorded) implements Decision {

        static Refused of(Refusal refusal) {
            return new Refused(refusal, Optional.empty());
        }
    }
}
