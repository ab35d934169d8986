package io.taskorchestrator.json;

import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskQuery;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One page of a list: {@code tasks} and {@code pagination}, which also repeats what was asked for. */
final class PageForm implements JsonInput.Fields {

    private final JsonInput in;
    private List<Task> tasks = List.of();
    private Optional<Long> total = Optional.empty();
    private boolean totalCapped;
    private Optional<String> nextCursor = Optional.empty();

    private PageForm(JsonInput in) {
        this.in = in;
    }

    static void write(Page page, TaskQuery query, TaskWriter writer, JsonOutput out) throws IOException {
        out.start();
        out.startArray("tasks");
        for (Task task : page.tasks()) {
            writer.write(task, out);
        }
        out.endArray();
        out.start("pagination");
        out.number("total", page.total());
        if (page.totalCapped()) {
            out.flag("total_capped", true);
        }
        out.number("limit", query.limit());
        out.number("offset", query.offset());
        out.flag("has_more", page.hasMore());
        out.freeText("next_cursor", page.nextCursor());
        out.end();
        out.end();
    }

    static Optional<Page> read(JsonInput in) throws IOException {
        PageForm form = new PageForm(in);
        return in.object(form, form::build, "tasks", "pagination");
    }

    @Override
    public boolean read(String name) throws IOException {
        switch (name) {
            case "tasks" ->
                tasks = in.array(() -> TaskReader.read(in), Integer.MAX_VALUE).orElse(tasks);
            case "pagination" -> in.object(this::readPagination, () -> this, "total");
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean readPagination(String name) throws IOException {
        switch (name) {
            case "total" -> total = in.wholeNumber();
            case "total_capped" -> totalCapped = in.flag().orElse(totalCapped);
            case "next_cursor" -> nextCursor = in.text();
            default -> {
                return false;
            }
        }
        return true;
    }

    private Page build() {
        return new Page(tasks, total.orElseThrow(), totalCapped, nextCursor);
    }
}
