package io.taskorchestrator.store;

import io.taskorchestrator.lifecycle.Command;
import io.taskorchestrator.lifecycle.Verb;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.WorkerId;
import java.util.EnumSet;
import java.util.Set;

/**
 * Something that somebody asks for.
 *
 * @param caller on whose behalf
 * @param command what
 */
public record Call<C>(Caller caller, C command) {

    private static final Set<Verb> WORKER_VERBS =
            EnumSet.of(Verb.CLAIM, Verb.HEARTBEAT, Verb.COMPLETE, Verb.FAIL, Verb.RELEASE);

    /**
     * Who is named in the history for what {@code command} did: the caller, or the task's worker where the caller has no
     * name and the command is a worker's.
     *
     * @param after the task after the command
     */
    public static String actor(Caller caller, Command command, Task after) {
        if (caller.equals(Caller.ANONYMOUS) && WORKER_VERBS.contains(command.verb())) {
            return after.state().attempts().worker().map(WorkerId::value).orElse(caller.name());
        }
        return caller.name();
    }
}
