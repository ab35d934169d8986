package io.taskorchestrator.lifecycle;

import io.taskorchestrator.task.TaskId;

/** A wish about one task. */
public sealed interface TaskCommand extends Command
        permits Heartbeat, Complete, Fail, Release, Expire, Cancel, Retry, Update, Delete {

    /** Which task. */
    TaskId task();

    /** Who says that he holds the task; {@link Holder#UNKNOWN} for commands that do not need it. */
    default Holder holder() {
        return Holder.UNKNOWN;
    }
}
