package io.taskorchestrator.memory;

import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One page in the making. It looks at tasks in slices, giving the lock back in between, so that a list never keeps a
 * claim waiting for more than a slice.
 *
 * <p>Totals of queries by status and priority come from counters; others are counted as far as the page may look.
 */
final class Listing {

    /** How many tasks one page looks at, beside those that its offset passes over; and how many one count looks at. */
    static final int MOST_LOOKED_AT = 10_000;

    private static final int SLICE = 256;
    private static final Pattern CURSOR = Pattern.compile("[0-9]{1,18}");

    private final CreationLog log;
    private final Lock lock;
    private final TaskQuery query;
    private final List<Task> tasks = new ArrayList<>();
    private @Nullable Long nextCursor;

    Listing(CreationLog log, Lock lock, TaskQuery query) {
        this.log = log;
        this.lock = lock;
        this.query = query;
    }

    /**
     * The page.
     *
     * @throws InvalidInputException naming {@code cursor} if it is not one of this store's
     */
    Page page() {
        Count count;
        if (hasCounter()) {
            collect(from(), false);
            count = counted();
        } else if (query.cursor().isEmpty()) {
            count = collect(from(), true);
        } else {
            collect(from(), false);
            count = new Listing(log, lock, query.toBuilder().firstPage().build())
                    .collect(CreationLog.beginning(query), true);
        }
        return new Page(
                tasks,
                count.matches(),
                count.capped(),
                Optional.ofNullable(nextCursor).map(String::valueOf));
    }

    private long from() {
        return query.cursor().map(Listing::parse).orElse(CreationLog.beginning(query));
    }

    /** Fills the page; goes on counting after it is full, if asked to. Returns how many tasks matched. */
    private Count collect(long from, boolean counting) {
        long position = from;
        long matches = 0;
        boolean full = false;
        int most = MOST_LOOKED_AT + query.offset();
        for (int looked = 0; looked < most; ) {
            List<TaskEntry> slice = slice(position, Math.min(SLICE, most - looked));
            if (slice.isEmpty()) {
                return new Count(matches, false);
            }
            for (TaskEntry entry : slice) {
                if (query.matches(entry.task())) {
                    if (!full && tasks.size() == query.limit()) {
                        full = true;
                        nextCursor = position;
                        if (!counting) {
                            return new Count(matches, true);
                        }
                    }
                    matches++;
                    if (!full && matches > query.offset()) {
                        tasks.add(entry.task());
                    }
                }
                position = entry.sequence;
            }
            looked += slice.size();
        }
        boolean more = !slice(position, 1).isEmpty();
        if (!full && more) {
            nextCursor = position;
        }
        return new Count(matches, more);
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

    private Count counted() {
        lock.lock();
        try {
            return new Count(log.count(query.status(), query.priority()), false);
        } finally {
            lock.unlock();
        }
    }

    private List<TaskEntry> slice(long after, int most) {
        lock.lock();
        try {
            return log.next(query, after, most);
        } finally {
            lock.unlock();
        }
    }

    private static long parse(String cursor) {
        if (!CURSOR.matcher(cursor).matches()) {
            throw new InvalidInputException("cursor", "must be the next_cursor of the page before");
        }
        return Long.parseLong(cursor);
    }
}
