package io.taskorchestrator.worker;

import io.taskorchestrator.task.TaskResult;

/**
 * What a {@link Worker} does with a task.
 *
 * <p>The thread of a handler is interrupted when it shall stop, and {@link TaskContext#stopReason()} then says why: the task
 * was cancelled, its lease is lost, or the worker closes. A handler that is interrupted should end soon, by any exception or
 * with the result that it has. One that takes no notice is left alone: it keeps its place among the worker's handlers until
 * it ends, and what it then returns is delivered, which the orchestrator accepts only if nobody else has begun.
 *
 * <p>Thread model: called by as many threads at once as the worker's concurrency says.
 */
@FunctionalInterface
public interface TaskHandler {

    /**
     * Works on a task.
     *
     * @return what completes the task; a result that {@linkplain TaskResult#isFailure() says it failed} fails it
     * @throws TaskFailedException to fail the task, with a word on whether a retry makes sense and with a partial result
     * @throws Exception to fail the task with its message. An {@link Error} does the same; the worker lives on
     */
    TaskResult handle(TaskContext context) throws Exception;
}
