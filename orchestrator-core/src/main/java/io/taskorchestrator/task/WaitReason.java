package io.taskorchestrator.task;

import java.time.Instant;
import java.util.Optional;

/**
 * Why a task is not running.
 *
 * @param kind what it waits for
 * @param message the same for people
 * @param place where it stands in line, if it is ready
 * @param until when it becomes ready, if it is delayed
 * @param blocker what keeps its directory busy, if something does
 * @param lastAsked when a worker last asked for tasks like it, if one ever did
 */
public record WaitReason(
        Kind kind,
        String message,
        Optional<Place> place,
        Optional<Instant> until,
        Optional<Blocker> blocker,
        Optional<Instant> lastAsked) {

    /** What a task can wait for. */
    public enum Kind {
        /** For nothing: it is not waiting. */
        NOT_WAITING,
        /** For its {@code run_at}. */
        DELAYED,
        /** For a task that runs in its directory, above it or below it. */
        DIRECTORY_BUSY,
        /** For a task that has waited longer, and to which its directory is promised. */
        DIRECTORY_RESERVED,
        /** For a worker: none has asked for tasks like it in the last minute. */
        NO_WORKER,
        /** For its turn. */
        IN_LINE;

        /** The name in text: lower case. */
        public String text() {
            return Names.of(this);
        }
    }

    /**
     * A place in line among the ready tasks of the same queue and directory.
     *
     * @param number from 1; at most 1,000
     * @param orLater whether it was counted only so far, and the task stands further back
     */
    public record Place(int number, boolean orLater) {

        /** How far a place is counted. */
        public static final int COUNTED = 1_000;

        @Override
        public String toString() {
            return orLater ? number + "+" : Integer.toString(number);
        }
    }

    /**
     * What keeps a directory busy.
     *
     * @param task the task that runs there, or that it is reserved for
     * @param directory that task's directory
     * @param worker who runs it, if it runs
     * @param since since when it runs, or waits
     */
    public record Blocker(TaskId task, WorkDirectory directory, Optional<WorkerId> worker, Instant since) {}
}
