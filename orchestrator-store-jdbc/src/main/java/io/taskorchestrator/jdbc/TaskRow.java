package io.taskorchestrator.jdbc;

import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Outcome;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskResult;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task as its rows tell it.
 *
 * @param number its number by creation, under which all of its rows are kept
 * @param task the task
 * @param queueState where it stands for the queue, as far as that was noticed
 * @param history where its history ends
 */
record TaskRow(long number, Task task, QueueState queueState, HistoryEnd history) {

    /** Where it stands in line; null if it is not ready. */
    @Nullable Spot spotInLine() {
        return queueState == QueueState.READY ? Spot.of(task) : null;
    }

    /** How many characters it is made of, but for those of which there are never many. */
    int characters() {
        Outcome outcome = task.state().outcome();
        int characters = task.spec().prompt().length()
                + task.spec().metadata().text().length()
                + length(task.state().report().checkpoint().map(JsonText::text))
                + length(outcome.errorMessage())
                + length(outcome.reason());
        return characters
                + length(outcome.result().flatMap(TaskResult::output))
                + length(outcome.result().flatMap(TaskResult::details).map(JsonText::text));
    }

    private static int length(Optional<String> text) {
        return text.isPresent() ? text.get().length() : 0;
    }
}
