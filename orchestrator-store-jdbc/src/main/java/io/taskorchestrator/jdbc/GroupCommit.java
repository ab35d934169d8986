package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.TaskException;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out groups of units, each in one transaction.
 *
 * <p>A unit that is refused before it has written anything fails alone. If one fails in any other way, the whole transaction
 * is undone and each of its units is carried out anew in a transaction of its own; so the common case needs no savepoints,
 * which cost more than they save. A unit must therefore be repeatable: what it changes besides the tables is kept in its
 * {@link Tx}.
 *
 * <p>Thread model: one thread at a time.
 */
final class GroupCommit implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int MOST_ATTEMPTS = 4;

    private final Writer writer;
    private final News news;

    GroupCommit(Writer writer, News news) {
        this.writer = writer;
        this.news = news;
    }

    /** Carries out the units, and commits; afterwards each has its value or its failure. */
    void carryOut(List<Job<?>> group) {
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
                if (writer.isOfOne(e) && group.size() > 1) {
                    return false;
                }
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
        group.forEach(job -> job.announce(needs));
        Tx tx = writer.begin(news.hasListeners(), needs);
        for (Job<?> job : group) {
            if (!runOne(tx, job)) {
                writer.rollback();
                return group.size() == 1;
            }
        }
        tx.finish();
        List<Consumer<StoreListener>> messages = List.of();
        News.Place place = news.takePlace();
        try {
            messages = writer.commit(tx);
        } finally {
            news.tell(place, messages);
        }
        return true;
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

    @Override
    public void close() {
        writer.close();
    }
}
