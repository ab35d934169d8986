package io.taskorchestrator.task;

import java.time.Instant;

/**
 * One line of a task's history.
 *
 * @param seq its number within the task, from 1, without gaps
 * @param position its number within the store; grows with every entry of any task
 * @param at when it happened
 * @param actor who did it: the caller's name, the worker's id, or {@code system}
 * @param event what happened
 */
public record HistoryEntry(int seq, long position, Instant at, String actor, TaskEvent event) {

    /** How many entries of one task keep a {@linkplain TaskEvent#result() result}; from older ones it is dropped. */
    public static final int KEPT_RESULTS = 5;
}
