package io.taskorchestrator.memory;

import io.taskorchestrator.store.Micros;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.TaskStatus;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The finished tasks in the order in which they ended, until their retention ends or the budget for them is used up:
 * then the ones that ended first go. Two lines, since failed tasks are kept for another time.
 *
 * <p>Thread model: guarded by the store's lock.
 */
final class FinishedTasks {

    private final Line failed;
    private final Line others;
    private final int mostTasks;
    private final long mostBytes;
    private int count;
    private long bytes;

    FinishedTasks(StoreSettings settings, int mostTasks, long mostBytes) {
        this.failed = new Line(Micros.of(settings.failedRetention()));
        this.others = new Line(Micros.of(settings.retention()));
        this.mostTasks = mostTasks;
        this.mostBytes = mostBytes;
    }

    /** Tasks in the order of their end, linked through their entries. */
    private static final class Line {

        private final long retentionMicros;
        private @Nullable TaskEntry first;
        private @Nullable TaskEntry last;

        private Line(long retentionMicros) {
            this.retentionMicros = retentionMicros;
        }

        private void add(TaskEntry entry) {
            TaskEntry before = last;
            while (before != null && endedAt(before) > endedAt(entry)) {
                before = before.earlier;
            }
            TaskEntry after = before == null ? first : before.later;
            link(before, entry);
            link(entry, after);
        }

        private void remove(TaskEntry entry) {
            link(entry.earlier, entry.later);
            entry.earlier = null;
            entry.later = null;
        }

        private void link(@Nullable TaskEntry earlier, @Nullable TaskEntry later) {
            if (earlier == null) {
                first = later;
            } else {
                earlier.later = later;
            }
            if (later == null) {
                last = earlier;
            } else {
                later.earlier = earlier;
            }
        }

        private OptionalLong due() {
            return first == null ? OptionalLong.empty() : OptionalLong.of(endedAt(first) + retentionMicros);
        }
    }

    void add(TaskEntry entry) {
        entry.key = Micros.of(entry.task().state().finishedAt().orElseThrow());
        entry.failed = entry.status() == TaskStatus.FAILED;
        line(entry).add(entry);
        count++;
        bytes += entry.bytes;
    }

    void remove(TaskEntry entry) {
        line(entry).remove(entry);
        count--;
        bytes -= entry.bytes;
    }

    /** A finished task, now larger, stays where it is. */
    void resized(int change) {
        bytes += change;
    }

    /** The task that has to go first because the budget is used up; null if it is not. */
    @Nullable TaskEntry overBudget() {
        if (count <= mostTasks && bytes <= mostBytes) {
            return null;
        }
        TaskEntry oldFailed = failed.first;
        TaskEntry oldOther = others.first;
        if (oldFailed == null || oldOther == null) {
            return oldFailed == null ? oldOther : oldFailed;
        }
        return endedAt(oldFailed) < endedAt(oldOther) ? oldFailed : oldOther;
    }

    /** A task whose retention has ended; null if there is none. */
    @Nullable TaskEntry due(Instant now) {
        long time = Micros.of(now);
        for (Line line : new Line[] {failed, others}) {
            OptionalLong due = line.due();
            if (due.isPresent() && due.getAsLong() <= time) {
                return line.first;
            }
        }
        return null;
    }

    /** When the next retention ends; empty if nothing is finished. */
    OptionalLong nextDue() {
        OptionalLong one = failed.due();
        OptionalLong other = others.due();
        if (one.isEmpty() || other.isEmpty()) {
            return one.isPresent() ? one : other;
        }
        return OptionalLong.of(Math.min(one.getAsLong(), other.getAsLong()));
    }

    private Line line(TaskEntry entry) {
        return entry.failed ? failed : others;
    }

    private static long endedAt(TaskEntry entry) {
        return entry.key;
    }
}
