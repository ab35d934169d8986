package io.taskorchestrator.http;

import io.taskorchestrator.AsyncOrchestrator;
import io.taskorchestrator.json.JsonForm;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskResult;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Keeps pages from growing too large: one ends early, but never before its first task. */
final class PageSize {

    /** Most bytes of the tasks of a page, unless it is one task. */
    static final long MOST_BYTES = 8L * 1024 * 1024;

    /** What a task has besides its large texts, at most. */
    private static final int USUAL_BYTES = 16_384;

    /** A character that has to be escaped takes so many bytes. */
    private static final int BYTES_PER_CHAR = 6;

    private PageSize() {}

    /** The page that answers {@code query}, ended where it would become too large. */
    static CompletableFuture<Page> bounded(AsyncOrchestrator orchestrator, TaskQuery query, Set<TaskPart> parts) {
        return orchestrator.list(query).thenCompose(page -> {
            int fitting = fitting(page, parts);
            // Only the store can say where the next page starts, so it is asked for just what fits. Tasks may come
            // between the two looks, so what it then has is measured again.
            return fitting == page.tasks().size()
                    ? CompletableFuture.completedFuture(page)
                    : bounded(orchestrator, query.toBuilder().limit(fitting).build(), parts);
        });
    }

    private static int fitting(Page page, Set<TaskPart> parts) {
        if (page.tasks().stream().mapToLong(task -> most(task, parts)).sum() <= MOST_BYTES) {
            return page.tasks().size();
        }
        JsonForm<Task> form = TaskJson.item(parts);
        long bytes = 0;
        int count = 0;
        for (Task task : page.tasks()) {
            bytes += form.bytes(task).length;
            if (bytes > MOST_BYTES && count > 0) {
                return count;
            }
            count++;
        }
        return count;
    }

    /** More than the task can take: cheap to find out, and enough for nearly every page. */
    private static long most(Task task, Set<TaskPart> parts) {
        long chars = task.spec().prompt().length()
                + (long) task.spec().metadata().text().length();
        chars += length(task.state().outcome().errorMessage())
                + length(task.state().outcome().reason());
        Optional<TaskResult> result =
                parts.contains(TaskPart.RESULT) ? task.state().outcome().result() : Optional.empty();
        if (parts.contains(TaskPart.CHECKPOINT)) {
            chars += length(task.state().report().checkpoint().map(JsonText::text));
        }
        if (result.isPresent()) {
            chars += length(result.get().output());
            chars += length(result.get().details().map(JsonText::text));
        }
        return USUAL_BYTES + chars * BYTES_PER_CHAR;
    }

    private static long length(Optional<String> text) {
        return text.map(String::length).orElse(0);
    }
}
