package io.taskorchestrator.worker;

import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Task;
import java.util.Optional;

/**
 * A task as its handler sees it: what is to be done, and what the handler can tell meanwhile.
 *
 * <p>What a handler tells goes with the heartbeats, at most one a second: of what it tells faster the last word counts. If
 * the orchestrator cannot be reached, it is sent when it can. Telling never waits for the orchestrator. After the lease is
 * lost nothing is sent any more.
 *
 * <p>Thread model: safe for use by many threads.
 */
public interface TaskContext {

    /** The task as it was claimed. */
    Task task();

    /** What is to be done. */
    default String prompt() {
        return task().spec().prompt();
    }

    /** Which attempt this is, from 1. */
    default int attempt() {
        return task().state().attempts().number();
    }

    /** What an earlier attempt has saved, if any did. */
    default Optional<JsonText> checkpoint() {
        return task().state().report().checkpoint();
    }

    /**
     * Tells how far the work is.
     *
     * @param percent 0 to 100
     * @param message what is being done; of a long one the first 2,000 code points
     * @throws InvalidInputException naming {@code progress.percent} if that is out of its range
     */
    void progress(int percent, String message);

    /**
     * Tells what is being done.
     *
     * @param message of a long one the first 2,000 code points
     */
    void progress(String message);

    /**
     * Saves what the next attempt should know, if there is one; it replaces what was saved before. A checkpoint is sent
     * before the end of the attempt is told, unless the lease is lost by then.
     *
     * @param checkpoint at most 64 KiB; one that is no well-formed JSON is dropped with a warning in the log
     * @throws InvalidInputException naming {@code checkpoint} if it is larger
     */
    void saveCheckpoint(JsonText checkpoint);

    /** Why the handler shall stop; empty while it shall not. */
    Optional<StopReason> stopReason();
}
