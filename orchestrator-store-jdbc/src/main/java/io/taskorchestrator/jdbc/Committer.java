package io.taskorchestrator.jdbc;

import io.taskorchestrator.task.StoreUnavailableException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits many callers' work together. A caller's work is a {@link Unit}; a thread takes the units that have come in since
 * somebody last looked, carries them out in one transaction in the order of their arrival ({@link GroupCommit}), and commits, so that
 * one flush to the disk serves them all. Only then are they answered, by another thread: while that one wakes callers, the next
 * transaction runs. Where a database takes several writers there are several such threads.
 *
 * <p>Many callers who are answered together soon come back with their next call, so after them it waits a moment, and the next
 * transaction serves more of them; a transaction costs much the same for few as for many. That is PostgreSQL's {@code commit_delay}
 * with {@code commit_siblings}. A few callers are not kept waiting.
 *
 * <p>Thread model: anybody may submit.
 */
final class Committer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
    private static final int MOST_TOGETHER = 256;
    private static final int MOST_WAITING = 100_000;

    /** So many callers in one transaction are many. */
    private static final int CROWD = 8;

    /** Until more have come back: less than a flush takes on the fastest disks. */
    private static final long MOMENT_NANOS = 50_000;

    private final Courier answers;
    private final List<Thread> threads;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    /** Guarded by the lock, as is the field below. */
    private final Queue<Job<?>> waiting = new ArrayDeque<>();

    private boolean closed;

    /** One caller's work. */
    interface Unit<T> {
        T run(Tx tx) throws SQLException;
    }

    /**
     * Creates a committer with a thread for each of {@code writers}.
     *
     * @param name what it does, for the names of its threads
     */
    Committer(String name, List<Writer> writers, News news) {
        this.answers = new Courier("task-orchestrator-store-%s-answers".formatted(name));
        this.threads = writers.stream()
                .map(writer -> new Thread(
                        () -> work(new GroupCommit(writer, news)), "task-orchestrator-store-%s".formatted(name)))
                .toList();
    }

    void start() {
        answers.start();
        threads.forEach(thread -> {
            thread.setDaemon(true);
            thread.start();
        });
    }

    /** Carries out {@code unit}, which announces what it will need, and completes once that is durable. */
    <T> CompletableFuture<T> submit(Consumer<Needs> announcement, Unit<T> unit) {
        Job<T> job = new Job<>(announcement, unit);
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(new StoreUnavailableException("The store is closed"));
            }
            if (waiting.size() >= MOST_WAITING) {
                return CompletableFuture.failedFuture(
                        new StoreUnavailableException("%d calls wait to be written".formatted(MOST_WAITING)));
            }
            waiting.add(job);
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
        return job.answer();
    }

    /** Finishes what has been submitted, and tells everybody. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            notEmpty.signalAll();
        } finally {
            lock.unlock();
        }
        threads.forEach(Courier::join);
        answers.close();
    }

    private void work(GroupCommit commit) {
        List<Job<?>> group = next();
        while (!group.isEmpty()) {
            List<Job<?>> done = group;
            try {
                commit.carryOut(group);
            } catch (RuntimeException | Error e) {
                LOG.error("The writer failed; it goes on with what comes next", e);
                done.forEach(job -> job.fail(GroupCommit.unavailable(e)));
            }
            answers.send(() -> done.forEach(Job::deliver));
            if (done.size() >= CROWD) {
                LockSupport.parkNanos(MOMENT_NANOS);
            }
            group = next();
        }
        commit.close();
    }

    /** The units to be committed next; none once the store is closed and all is done. */
    private List<Job<?>> next() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                notEmpty.awaitUninterruptibly();
            }
            List<Job<?>> group = new ArrayList<>(Math.min(waiting.size(), MOST_TOGETHER));
            while (group.size() < MOST_TOGETHER && !waiting.isEmpty()) {
                group.add(waiting.remove());
            }
            return group;
        } finally {
            lock.unlock();
        }
    }
}
