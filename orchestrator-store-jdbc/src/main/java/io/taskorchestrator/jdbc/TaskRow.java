package io.taskorchestrator.jdbc;

import io.taskorchestrator.task.Task;

/**
 * A task as its rows tell it.
 *
 * @param number its number by creation, under which all of its rows are kept
 * @param task the task
 * @param queueState where it stands for the queue, as far as that was noticed
 * @param historySize how many entries its history has
 */
record TaskRow(long number, Task task, QueueState queueState, int historySize) {}
