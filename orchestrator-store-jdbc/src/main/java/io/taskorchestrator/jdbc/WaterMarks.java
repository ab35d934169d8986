package io.taskorchestrator.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where lines begin, as the last looks at them have shown. A database cannot remove the index entries of tasks that have left
 * a line while somebody holds an old snapshot; a claim that begins where the last one found something passes over them.
 *
 * <p>A task that comes into line before such a mark – put back by another server, or created by a transaction that began
 * earlier and committed later – lowers the mark if this process hears of it, and is overlooked until the marks are
 * forgotten, which is every second, if it does not. So a task is overlooked for at most a second.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class WaterMarks implements LineStarts {

    /** How long a mark is believed. */
    static final Duration BELIEVED = Duration.ofSeconds(1);

    private static final int MOST_LINES = 10_000;
    private static final int ACCESSES = 3;

    /** Guarded by this, as are the fields below. */
    private final Map<Line, Long> marks = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Line, Long> eldest) {
            return size() > MOST_LINES;
        }
    };

    private Instant forgottenAt = Instant.MIN;

    /** Where the first task that came into line stands, if that was heard since the look began, which may not see it. */
    private final Map<Place, Long> heard = new HashMap<>();

    /** Whether what the look sees is to set no marks. */
    private boolean ignoresLook;

    /** A directory of a queue; empty for all of them. */
    private record Place(String queue, String directory) {}

    /** A transaction begins to look at lines; one does so at a time. */
    synchronized void beginLook(Instant now) {
        if (now.isBefore(forgottenAt) || !now.isBefore(forgottenAt.plus(BELIEVED))) {
            marks.clear();
            forgottenAt = now;
        }
        heard.clear();
        ignoresLook = false;
    }

    @Override
    public synchronized long of(Line line) {
        return marks.getOrDefault(line, Long.MIN_VALUE);
    }

    @Override
    public synchronized void begins(Line line, long queuedAt) {
        if (!ignoresLook) {
            long first = heard.getOrDefault(new Place(line.queue(), line.directory()), Long.MAX_VALUE);
            marks.put(line, Math.min(queuedAt, first));
        }
    }

    /** Tasks have come into line in this directory, the first with this {@code queuedAt}. */
    synchronized void entered(String queue, String directory, long queuedAt) {
        hear(new Place(queue, directory), queuedAt);
        hear(new Place(queue, ""), queuedAt);
        for (int access = 0; access < ACCESSES; access++) {
            for (int priority : Codes.PRIORITIES) {
                lower(new Line(queue, directory, access, priority), queuedAt);
                lower(new Line(queue, "", access, priority), queuedAt);
            }
        }
    }

    private void hear(Place place, long queuedAt) {
        if (heard.size() >= MOST_LINES) {
            heard.clear();
            ignoresLook = true;
        }
        heard.merge(place, queuedAt, Math::min);
    }

    private void lower(Line line, long queuedAt) {
        if (queuedAt < of(line)) {
            marks.remove(line);
        }
    }

    /** A transaction was undone: what it saw may never have been. */
    synchronized void forget() {
        ignoresLook = true;
        marks.clear();
    }
}
