package io.taskorchestrator.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes time pass: calls a step when something is due, and at least once a second. One daemon thread, or none where the
 * step is called by hand.
 *
 * <p>Thread model: {@link #start}, {@link #nudge} and {@link #close} may be called by any thread.
 */
public final class Ticker implements AutoCloseable {

    /** The longest time between two steps. */
    public static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

    private final InstantSource clock;
    private final Step step;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    /** When the next step is planned; nudges for later are ignored without taking the lock. */
    private volatile Instant planned = Instant.MAX;

    /** Guarded by the lock, as is the field below: the earliest instant that was asked for since the last step began. */
    private Instant earliestNudge = Instant.MAX;

    private boolean closed;

    /** What is done at each tick. */
    public interface Step {

        /** Does what is due; returns when something will be due next. */
        Instant run();
    }

    /** Creates a ticker that does not run yet. */
    public Ticker(InstantSource clock, Step step) {
        this.clock = clock;
        this.step = step;
    }

    /** Starts the thread. */
    public void start() {
        Thread thread = new Thread(this::run, "task-orchestrator-ticker");
        thread.setDaemon(true);
        thread.start();
    }

    /** Something is due at {@code due}, perhaps earlier than the ticker knows. */
    public void nudge(Instant due) {
        if (due.isBefore(planned)) {
            lock.lock();
            try {
                if (due.isBefore(earliestNudge)) {
                    earliestNudge = due;
                }
                woken.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (true) {
            expectNudges();
            Instant due = stepSafely();
            lock.lock();
            try {
                if (pauseUntil(due)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                lock.unlock();
            }
        }
    }

    /** From here on every nudge counts: the step may have looked already at what the nudge is about. */
    private void expectNudges() {
        lock.lock();
        try {
            earliestNudge = Instant.MAX;
            planned = Instant.MAX;
        } finally {
            lock.unlock();
        }
    }

    private Instant stepSafely() {
        Instant latest = clock.instant().plus(LONGEST_PAUSE);
        try {
            Instant due = step.run();
            return due.isBefore(latest) ? due : latest;
        } catch (RuntimeException | Error e) {
            LOG.warn("A tick failed; the next one is tried in a second", e);
            return latest;
        }
    }

    /**
     * Waits, holding the lock; returns whether the ticker was closed. How long at most is measured without the clock, which may
     * be put back meanwhile.
     */
    private boolean pauseUntil(Instant due) throws InterruptedException {
        long longest = LONGEST_PAUSE.toNanos();
        while (!closed) {
            planned = earliestNudge.isBefore(due) ? earliestNudge : due;
            long nanos =
                    Math.min(longest, Duration.between(clock.instant(), planned).toNanos());
            if (nanos <= 0) {
                return false;
            }
            longest -= nanos - woken.awaitNanos(nanos);
        }
        return true;
    }
}
