package io.taskorchestrator.task;

/** What came of one of several completions: what the same completion would have been answered by itself. */
public sealed interface CompletionOutcome {

    /** Which task. */
    TaskId taskId();

    /**
     * The task after its completion.
     *
     * @throws TaskException if the completion was refused: a {@link TaskNotFoundException}, {@link ConflictException} or {@link
     *     InvalidInputException}
     */
    Task orElseThrow();

    /** Whether the completion was refused. */
    default boolean isRefused() {
        return this instanceof Refused;
    }

    /**
     * The completion was carried out, now or, if this is a repeat, before.
     *
     * @param task the task as it is afterwards
     */
    record Done(Task task) implements CompletionOutcome {

        @Override
        public TaskId taskId() {
            return task.id();
        }

        @Override
        public Task orElseThrow() {
            return task;
        }
    }

    /**
     * The completion was refused.
     *
     * @param taskId which task
     * @param refusal why, with its data
     */
    record Refused(TaskId taskId, TaskException refusal) implements CompletionOutcome {

        @Override
        public Task orElseThrow() {
            throw refusal;
        }
    }
}
