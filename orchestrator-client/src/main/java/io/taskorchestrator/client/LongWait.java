package io.taskorchestrator.client;

import java.time.Duration;
import java.time.Instant;

/** A wait that is longer than one request should wait: proxies cut connections on which nothing happens. */
final class LongWait {

    private final Line line;
    private final Instant end;

    LongWait(Line line, Duration wait) {
        this.line = line;
        this.end = line.now().plus(wait);
    }

    /** How long the next request may wait; nothing if the time is over. */
    Duration next() {
        Duration left = Duration.between(line.now(), end);
        Duration park = line.timing().park();
        Duration next = left.compareTo(park) < 0 ? left : park;
        return next.isNegative() ? Duration.ZERO : next;
    }

    boolean isOver() {
        return !line.now().isBefore(end);
    }
}
