package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.Micros;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list. It looks at a run of tasks in the order of creation – of one status, if that is asked for, else of all –
 * and leaves out what does not match; how long the run may be is bounded, so a page may be short though there is more.
 *
 * <p>Totals of queries by status and priority come from counters; others are counted as far as a page may look.
 */
final class Listing {

    /** How many tasks one page looks at, beside those that its offset passes over; and how many one count looks at. */
    static final int MOST_LOOKED_AT = 10_000;

    /** A page ends early when its texts have so many characters: results and prompts may be large. */
    private static final long MOST_CHARACTERS = 8 * 1024 * 1024;

    private static final String NUMBERS = "SELECT number FROM task WHERE 1 = 1";
    /** The row of a task that is claimed says waiting until something else is written to it. */
    private static final String WAITING = """
            SELECT number FROM task WHERE status = 0 AND NOT EXISTS (SELECT 1 FROM lease l WHERE l.task = number)""";

    /** By the leases, which are few, in their order. */
    private static final String WORKING = """
            SELECT number FROM (SELECT task AS number FROM lease) AS held
            WHERE (SELECT t.status FROM task_now t WHERE t.number = held.number) = 1""";

    private static final String FINISHED = "SELECT number FROM task WHERE status = %d";

    private static final Pattern CURSOR = Pattern.compile("[0-9]{1,18}");

    private final Session session;
    private final TaskQuery query;
    private final String hasTag;
    private final boolean descending;

    /**
     * Creates a page.
     *
     * @param hasTag the condition that a task has a tag, in the database's words
     */
    Listing(Session session, TaskQuery query, String hasTag) {
        this.session = session;
        this.query = query;
        this.hasTag = hasTag;
        this.descending = query.order() == TaskQuery.Order.NEWEST;
    }

    /** Where a page starts; called before anything is read, since the caller may have made the cursor up. */
    static Optional<Long> cursor(TaskQuery query) {
        return query.cursor().map(Listing::parse);
    }

    /** The page. */
    Page page(Optional<Long> cursor) throws SQLException {
        long from = cursor.orElse(descending ? Long.MAX_VALUE : 0L);
        int most = MOST_LOOKED_AT + query.offset();
        List<TaskRow> rows = matching(from, most);
        boolean full = rows.size() > query.limit();
        if (full) {
            rows.remove(rows.size() - 1);
        }
        boolean cut = shorten(rows);
        Optional<Long> next =
                full || cut ? Optional.of(rows.get(rows.size() - 1).number()) : nextRun(from, most);
        Count count = hasCounter() ? counted() : count(cursor.isPresent() ? MOST_LOOKED_AT : most);
        List<Task> tasks = rows.stream().map(TaskRow::task).toList();
        return new Page(tasks, count.matches(), count.capped(), next.map(String::valueOf));
    }

    /** The tasks of the page, and one more if there is one. */
    private List<TaskRow> matching(long from, int most) throws SQLException {
        Sql sql = select(from, most);
        List<TaskRow> rows = new ArrayList<>();
        long[] characters = new long[1];
        session.each(
                sql.text(),
                row -> {
                    TaskRow read = TaskReading.row(row);
                    rows.add(read);
                    characters[0] += characters(read.task());
                    return characters[0] < 2 * MOST_CHARACTERS;
                },
                sql.values.toArray());
        return rows;
    }

    /** Selects the tasks of the page, in their order. */
    Sql select(long from, int most) {
        Sql sql = run(TaskReading.ALL, from, most);
        sql.text.append(" AS run CROSS JOIN").append(TaskReading.JOINS);
        filter(sql);
        sql.text
                .append(" ORDER BY run.number")
                .append(descending ? " DESC" : "")
                .append(" LIMIT ? OFFSET ?");
        sql.values.add(query.limit() + 1);
        sql.values.add(query.offset());
        return sql;
    }

    /** Ends the page early if its texts are too long; returns whether it did. */
    private static boolean shorten(List<TaskRow> rows) {
        long characters = 0;
        for (int i = 0; i < rows.size(); i++) {
            characters += characters(rows.get(i).task());
            if (characters > MOST_CHARACTERS && i + 1 < rows.size()) {
                rows.subList(i + 1, rows.size()).clear();
                return true;
            }
        }
        return false;
    }

    private static long characters(Task task) {
        return (long) task.spec().prompt().length()
                + task.spec().metadata().text().length()
                + task.state()
                        .outcome()
                        .result()
                        .flatMap(result -> result.output())
                        .map(String::length)
                        .orElse(0)
                + task.state()
                        .report()
                        .checkpoint()
                        .map(json -> json.text().length())
                        .orElse(0);
    }

    /** Where the next page starts after a run in which there were too few matches; empty if that was the last run. */
    private Optional<Long> nextRun(long from, int most) throws SQLException {
        Sql sql = run("SELECT number FROM", from, most + 1);
        sql.text.append(" AS run LIMIT 2 OFFSET ?");
        sql.values.add(most - 1);
        List<Long> last = session.list(sql.text(), Columns::longNumber, sql.values.toArray());
        return last.size() == 2 ? Optional.of(last.get(0)) : Optional.empty();
    }

    private boolean hasCounter() {
        return query.queue().isEmpty()
                && query.directory().isEmpty()
                && query.worker().isEmpty()
                && query.tag().isEmpty()
                && query.createdAfter().isEmpty()
                && query.createdBefore().isEmpty();
    }

    /**
     * How many tasks match.
     *
     * @param matches as far as they were counted
     * @param capped whether there may be more
     */
    private record Count(long matches, boolean capped) {}

    private Count counted() throws SQLException {
        TaskStatus[] statuses =
                query.status().map(status -> new TaskStatus[] {status}).orElse(TaskStatus.values());
        Priority[] priorities =
                query.priority().map(priority -> new Priority[] {priority}).orElse(Priority.values());
        return new Count(StatisticsView.count(session, statuses, priorities), false);
    }

    private Count count(int most) throws SQLException {
        long from = descending ? Long.MAX_VALUE : 0L;
        Sql sql = run("SELECT count(*) FROM", from, most);
        sql.text.append(" AS run CROSS JOIN task_now t");
        if (query.tag().isPresent()) {
            sql.text.append(" JOIN task_body b ON b.task = t.number");
        }
        filter(sql);
        Long matches = session.first(sql.text(), Columns::longNumber, sql.values.toArray());
        return new Count(matches == null ? 0 : matches, nextRun(from, most).isPresent());
    }

    /** A statement in the making. */
    static final class Sql {
        private final StringBuilder text = new StringBuilder();
        private final List<@Nullable Object> values = new ArrayList<>();

        private Sql() {}

        String text() {
            return text.toString();
        }

        private void and(String condition, Object... newValues) {
            text.append(" AND ").append(condition);
            values.addAll(List.of(newValues));
        }
    }

    /** Selects from the numbers of the tasks that are looked at: those after {@code from}, of the status that is asked for. */
    private Sql run(String select, long from, int most) {
        Sql sql = new Sql();
        sql.text
                .append(select)
                .append(" (")
                .append(query.status().map(Listing::numbers).orElse(NUMBERS))
                .append(" AND number ")
                .append(descending ? "<" : ">")
                .append(" ? ORDER BY number")
                .append(descending ? " DESC" : "")
                .append(" LIMIT ?)");
        sql.values.add(from);
        sql.values.add(most);
        return sql;
    }

    private static String numbers(TaskStatus status) {
        return switch (status) {
            case WAITING -> WAITING;
            case WORKING -> WORKING;
            case COMPLETED, FAILED, CANCELLED -> FINISHED.formatted(Codes.of(status));
        };
    }

    private void filter(Sql sql) {
        sql.text.append(" WHERE t.number = run.number");
        query.priority().ifPresent(priority -> sql.and("t.priority = ?", Codes.of(priority)));
        query.queue().ifPresent(queue -> sql.and("t.queue = ?", queue.value()));
        query.worker().ifPresent(worker -> sql.and("t.worker = ?", worker.value()));
        query.createdAfter().ifPresent(after -> sql.and("t.created_at > ?", Micros.clamped(after)));
        query.createdBefore().ifPresent(before -> sql.and("t.created_at < ?", Micros.ceiling(before)));
        query.tag().ifPresent(tag -> sql.and(hasTag, tag));
        query.directory().ifPresent(scope -> {
            String path = scope.directory().path();
            if (scope.recursive()) {
                sql.and(
                        "(t.directory = ? OR (t.directory >= ? AND t.directory < ?))",
                        path,
                        Paths.belowFrom(path),
                        Paths.belowEnd(path));
            } else {
                sql.and("t.directory = ?", path);
            }
        });
    }

    private static long parse(String cursor) {
        if (!CURSOR.matcher(cursor).matches()) {
            throw new InvalidInputException("cursor", "must be the next_cursor of the page before");
        }
        return Long.parseLong(cursor);
    }
}
