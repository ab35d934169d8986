package io.taskorchestrator.task;

import java.time.Duration;
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

    /** For how long nobody must have asked, so that a worker is what a task waits for. */
    private static final Duration UNASKED = Duration.ofSeconds(60);

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

        /** The place behind {@code before} others, of which no more than {@link #COUNTED} need have been counted. */
        public static Place behind(long before) {
            return before < COUNTED ? new Place((int) before + 1, false) : new Place(COUNTED, true);
        }

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

    /** The task waits for nothing: it is {@code status}. */
    public static WaitReason notWaiting(TaskStatus status, Optional<Instant> lastAsked) {
        String message = "Not waiting: the task is " + status.text();
        return new WaitReason(
                Kind.NOT_WAITING, message, Optional.empty(), Optional.empty(), Optional.empty(), lastAsked);
    }

    /** The task waits for its {@code run_at}. */
    public static WaitReason delayed(Instant until, Optional<Instant> lastAsked) {
        String message = "Delayed until " + until;
        return new WaitReason(Kind.DELAYED, message, Optional.empty(), Optional.of(until), Optional.empty(), lastAsked);
    }

    /** The task waits for {@code holder}, which runs in its directory, above it or below it. */
    public static WaitReason busy(Blocker holder, Place place, Optional<Instant> lastAsked) {
        return blocked(Kind.DIRECTORY_BUSY, "held", holder, place, lastAsked);
    }

    /** The task waits for {@code favoured}, to which its directory is promised. */
    public static WaitReason reserved(Blocker favoured, Place place, Optional<Instant> lastAsked) {
        return blocked(Kind.DIRECTORY_RESERVED, "reserved", favoured, place, lastAsked);
    }

    private static WaitReason blocked(
            Kind kind, String verb, Blocker blocker, Place place, Optional<Instant> lastAsked) {
        String worker = blocker.worker().map(id -> " of worker " + id).orElse("");
        String message = "%s is %s since %s by task %s%s"
                .formatted(blocker.directory(), verb, blocker.since(), blocker.task(), worker);
        return new WaitReason(kind, message, Optional.of(place), Optional.empty(), Optional.of(blocker), lastAsked);
    }

    /** The task waits for its turn or, if none has asked for tasks like it in the last minute, for a worker. */
    public static WaitReason inLine(Routing routing, Place place, Optional<Instant> lastAsked, Instant now) {
        boolean unasked = lastAsked.isEmpty() || lastAsked.get().plus(UNASKED).isBefore(now);
        String message = unasked
                ? "No worker has asked for tasks of queue %s in %s %s"
                        .formatted(
                                routing.queue(),
                                routing.directory(),
                                lastAsked.map(at -> "since " + at).orElse("yet"))
                : "In line at place " + place;
        Kind kind = unasked ? Kind.NO_WORKER : Kind.IN_LINE;
        return new WaitReason(kind, message, Optional.of(place), Optional.empty(), Optional.empty(), lastAsked);
    }
}
