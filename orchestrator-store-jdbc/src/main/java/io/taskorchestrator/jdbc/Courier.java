package io.taskorchestrator.jdbc;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does small errands one after the other, in the order in which they were sent.
 *
 * <p>Thread model: anybody may send.
 */
final class Courier implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    private final BlockingQueue<Runnable> errands = new LinkedBlockingQueue<>();
    private final Thread thread;

    /** Touched by the thread only. */
    private boolean closed;

    Courier(String name) {
        this.thread = new Thread(this::work, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void send(Runnable errand) {
        errands.add(errand);
    }

    /** Does what was sent before, and ends. */
    @Override
    public void close() {
        send(() -> closed = true);
        join(thread);
    }

    private void work() {
        while (!closed) {
            try {
                errands.take().run();
            } catch (InterruptedException e) {
                LOG.debug("Nobody interrupts this thread, so it goes on", e);
            } catch (RuntimeException | Error e) {
                LOG.error("A callback of a stage failed; the store goes on", e);
            }
        }
    }

    /** Waits for {@code thread} to end, unless that would mean waiting for oneself. */
    static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive() && thread != Thread.currentThread()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
