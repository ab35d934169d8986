package io.taskorchestrator.worker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that a worker will do at some time, in one line: carried out by one thread, or by whoever steps it by hand.
 *
 * <p>Thread model: safe for use by many threads. Actions run outside the lock, one after the other; they must not block.
 */
final class Timers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Timers.class);

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by the lock, as are the fields below. */
    private final TreeSet<Timer> line =
            new TreeSet<>(Comparator.comparing((Timer timer) -> timer.due).thenComparing(timer -> timer.number));

    private long count;
    private boolean closed;

    /** One thing to do. */
    final class Timer {

        private final Instant due;
        private final long number;
        private final Runnable action;

        private Timer(Instant due, long number, Runnable action) {
            this.due = due;
            this.number = number;
            this.action = action;
        }

        /** Does not do it, unless it is being done already. */
        void cancel() {
            lock.lock();
            try {
                line.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }

    Timers(InstantSource clock) {
        this.clock = clock;
    }

    /** The worker's time. */
    Instant now() {
        return clock.instant();
    }

    /** Does {@code action} once {@code due} has come; never, if these timers are closed before. */
    Timer at(Instant due, Runnable action) {
        lock.lock();
        try {
            Timer timer = new Timer(due, count++, action);
            if (!closed) {
                line.add(timer);
                changed.signal();
            }
            return timer;
        } finally {
            lock.unlock();
        }
    }

    /** Does what is due now; returns when the next thing is due. */
    Optional<Instant> tick() {
        for (Optional<Timer> due = takeDue(); due.isPresent(); due = takeDue()) {
            try {
                due.get().action.run();
            } catch (RuntimeException | Error e) {
                LOG.error("A worker's timer failed", e);
            }
        }
        lock.lock();
        try {
            return line.isEmpty() ? Optional.empty() : Optional.of(line.first().due);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Timer> takeDue() {
        Instant now = clock.instant();
        lock.lock();
        try {
            if (line.isEmpty() || line.first().due.isAfter(now)) {
                return Optional.empty();
            }
            return Optional.ofNullable(line.pollFirst());
        } finally {
            lock.unlock();
        }
    }

    /** Ticks on a thread of its own from now on, until these timers are closed. */
    void start(ThreadFactory threads) {
        threads.newThread(this::run).start();
    }

    private void run() {
        do {
            tick();
        } while (pause());
    }

    /** Waits until something is due; returns whether there is more to do. */
    private boolean pause() {
        lock.lock();
        try {
            while (!closed) {
                if (line.isEmpty()) {
                    changed.await();
                    continue;
                }
                long nanos = Duration.between(clock.instant(), line.first().due).toNanos();
                if (nanos <= 0) {
                    return true;
                }
                changed.awaitNanos(nanos);
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all that was to be done, and ends the thread. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            line.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
