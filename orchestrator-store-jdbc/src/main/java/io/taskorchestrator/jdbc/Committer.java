package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.TaskException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits many callers' work together. A caller's work is a {@link Unit}; one thread takes the units that have come in since
 * it last looked, carries them out in one transaction in the order of their arrival, and commits, so that one flush to the disk
 * serves them all. Only then are they answered, by another thread: while that one wakes callers, the next transaction runs.
 *
 * <p>A unit that is refused before it has written anything fails alone. If one fails in any other way, the whole transaction
 * is undone and each of its units is carried out anew in a transaction of its own; so the common case needs no savepoints,
 * which cost more than they save. A unit must therefore be repeatable: what it changes besides the tables is kept in its
 * {@link Tx}.
 *
 * <p>Thread model: anybody may submit.
 */
final class Committer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
    private static final int MOST_TOGETHER = 256;
    private static final int MOST_WAITING = 100_000;
    private static final int MOST_ATTEMPTS = 4;

    private final Writer writer;
    private final News news;
    private final Courier answers;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    /** Guarded by the lock, as is the field below. */
    private final Queue<Job<?>> waiting = new ArrayDeque<>();

    private boolean closed;

    /** One caller's work. */
    interface Unit<T> {
        T run(Tx tx) throws SQLException;
    }

    private static final class Job<T> {

        private final Consumer<Needs> announcement;
        private final Unit<T> unit;
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private @Nullable T value;
        private @Nullable Throwable failure;

        private Job(Consumer<Needs> announcement, Unit<T> unit) {
            this.announcement = announcement;
            this.unit = unit;
        }

        private void run(Tx tx) throws SQLException {
            value = unit.run(tx);
        }

        private void fail(Throwable cause) {
            failure = cause;
        }

        @SuppressWarnings("NullAway") // without a failure the value is what the unit returned
        private void deliver() {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else {
                answer.complete(value);
            }
        }
    }

    /**
     * Creates a committer.
     *
     * @param name what it does, for the names of its threads
     */
    Committer(String name, Writer writer, News news) {
        this.writer = writer;
        this.news = news;
        this.answers = new Courier("task-orchestrator-store-%s-answers".formatted(name));
        this.thread = new Thread(this::work, "task-orchestrator-store-%s".formatted(name));
        thread.setDaemon(true);
    }

    void start() {
        answers.start();
        thread.start();
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
            if (waiting.size() == 1) {
                notEmpty.signal();
            }
        } finally {
            lock.unlock();
        }
        return job.answer;
    }

    /** Finishes what has been submitted, and tells everybody. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
        Courier.join(thread);
        answers.close();
    }

    private void work() {
        List<Job<?>> group = next();
        while (!group.isEmpty()) {
            List<Job<?>> done = group;
            try {
                carryOut(group);
            } catch (RuntimeException | Error e) {
                LOG.error("The writer failed; it goes on with what comes next", e);
                done.forEach(job -> job.fail(unavailable(e)));
            }
            answers.send(() -> done.forEach(Job::deliver));
            group = next();
        }
        writer.close();
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

    private void carryOut(List<Job<?>> group) {
        if (!together(group)) {
            for (Job<?> job : group) {
                together(List.of(job));
            }
        }
    }

    /** Carries out the units in one transaction; returns false if they have to be tried one by one. */
    private boolean together(List<Job<?>> group) {
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(group);
            } catch (SQLException e) {
                writer.rollback();
                if (!writer.mayRepeat(e) || attempt == MOST_ATTEMPTS) {
                    group.forEach(job -> job.fail(unavailable(e)));
                    return true;
                }
                LOG.debug("A transaction is carried out again", e);
            } catch (RuntimeException | Error e) {
                writer.rollback();
                group.forEach(job -> job.fail(unavailable(e)));
                return true;
            }
        }
    }

    private boolean attempt(List<Job<?>> group) throws SQLException {
        Needs needs = new Needs();
        group.forEach(job -> job.announcement.accept(needs));
        Tx tx = writer.begin(news.hasListeners(), needs);
        for (Job<?> job : group) {
            job.failure = null;
            if (!runOne(tx, job)) {
                writer.rollback();
                return group.size() == 1;
            }
        }
        if (!finish(tx, group)) {
            writer.rollback();
            return group.size() == 1;
        }
        List<Consumer<StoreListener>> messages = List.of();
        News.Place place = news.takePlace();
        try {
            messages = writer.commit(tx);
        } finally {
            news.tell(place, messages);
        }
        return true;
    }

    /** Writes what was collected, of which the database may refuse what one of the units has written. */
    private boolean finish(Tx tx, List<Job<?>> group) throws SQLException {
        try {
            tx.finish();
            return true;
        } catch (SQLException e) {
            if (writer.mayRepeat(e)) {
                throw e;
            }
            group.forEach(job -> job.fail(unavailable(e)));
            return false;
        }
    }

    /** Returns whether the transaction can go on. */
    private boolean runOne(Tx tx, Job<?> job) throws SQLException {
        long writes = tx.session().writes();
        try {
            job.run(tx);
            return true;
        } catch (TaskException e) {
            job.fail(e);
            return tx.session().writes() == writes;
        } catch (SQLException e) {
            if (writer.mayRepeat(e)) {
                throw e;
            }
            job.fail(unavailable(e));
        } catch (RuntimeException | Error e) {
            job.fail(e);
        }
        return false;
    }

    static StoreUnavailableException unavailable(Throwable cause) {
        return new StoreUnavailableException("The store cannot be written: " + cause.getMessage(), cause);
    }
}
