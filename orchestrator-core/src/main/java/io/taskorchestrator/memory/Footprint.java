package io.taskorchestrator.memory;

import io.taskorchestrator.memory.TaskEntry.History;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Outcome;
import io.taskorchestrator.task.Report;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskContent;
import io.taskorchestrator.task.TaskEvent;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskSpec;
import java.util.Optional;

/**
 * Estimates how much heap things take, for the budgets. Constants are rounded up from what was
 * measured (see {@code docs/performance.md}); text counts two bytes a character unless all of it is Latin-1, where the JVM
 * stores one.
 */
final class Footprint {

    /** A waiting task with everything that the store keeps for it, but for its text. */
    static final int TASK = 480;

    private static final int HISTORY_ENTRY = 150;
    private static final int TEXT = 56;
    private static final int LONG_TEXT = 1_024;

    private Footprint() {}

    /** What a new task of this spec takes. */
    static int of(TaskSpec spec) {
        TaskContent content = spec.content();
        int bytes = TASK + of(content.prompt());
        for (String tag : content.tags()) {
            bytes += of(tag);
        }
        return content.metadata().equals(JsonText.EMPTY)
                ? bytes
                : bytes + of(content.metadata().text());
    }

    /** By how much a task grows, its history left out, when it becomes {@code after}. */
    static int added(Task before, Task after) {
        boolean sameState = after.state().report().equals(before.state().report())
                && after.state().outcome().equals(before.state().outcome());
        int change = sameState ? 0 : ofState(after) - ofState(before);
        return after.spec().equals(before.spec()) ? change : change + of(after.spec()) - of(before.spec());
    }

    /** By how much a history grows when it becomes {@code after}, an entry longer; an old result may be dropped by that. */
    static int added(History before, History after) {
        TaskEvent event = after.entry().event();
        int bytes = HISTORY_ENTRY;
        for (String value : event.details().values()) {
            bytes += of(value);
        }
        return event.result().isEmpty() ? bytes : bytes + ofResults(after) - ofResults(before);
    }

    private static int ofResults(History history) {
        int bytes = 0;
        for (History at = history; at != null; at = at.before()) {
            bytes += of(at.entry().event().result());
        }
        return bytes;
    }

    private static int ofState(Task task) {
        if (task.state().report().equals(Report.NONE) && task.state().outcome().equals(Outcome.NONE)) {
            return 0;
        }
        Outcome outcome = task.state().outcome();
        return task.state().report().checkpoint().map(json -> of(json.text())).orElse(0)
                + task.state()
                        .report()
                        .progress()
                        .flatMap(p -> p.message())
                        .map(Footprint::of)
                        .orElse(0)
                + of(outcome.result())
                + outcome.errorMessage().map(Footprint::of).orElse(0)
                + outcome.reason().map(Footprint::of).orElse(0);
    }

    private static int of(Optional<TaskResult> result) {
        return result.map(r -> TEXT
                        + r.output().map(Footprint::of).orElse(0)
                        + r.details().map(json -> of(json.text())).orElse(0))
                .orElse(0);
    }

    private static int of(String text) {
        return TEXT + (text.length() <= LONG_TEXT && isLatin1(text) ? text.length() : 2 * text.length());
    }

    private static boolean isLatin1(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xFF) {
                return false;
            }
        }
        return true;
    }
}
