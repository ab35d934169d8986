package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.Tx.Hint;
import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.task.TaskException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the servers of a database hear from each other where tasks may have become ready: by {@code NOTIFY} on a connection of
 * its own, at most once every 10 milliseconds, since commits that notify come one after the other in the whole database.
 *
 * <p>It is help, not a promise: what is lost – with a connection, or by a pooler that swallows it – is found by those who
 * wait, who look again every second.
 *
 * <p>A server that is alone tells nobody. Who listens holds a lock that all can share; every second somebody looks who does
 * ({@link #askWhoListens}), and who begins to listen says so.
 *
 * <p>Thread model: two threads of its own, one that tells and one that hears.
 */
final class Wakeups implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Wakeups.class);

    /** Marks the locks of those who listen. */
    private static final int LISTENING = FetchedState.LOCKS + 1;

    private static final String SHARE = "SELECT pg_backend_pid() FROM pg_try_advisory_lock_shared(?, ?)";
    private static final String UNSHARE = "SELECT pg_backend_pid() FROM pg_advisory_unlock_shared(?, ?)";
    private static final String OTHERS = """
            SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = ?::oid AND objid = ?::oid AND objsubid = 2
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> ? LIMIT 1""";

    private static final long PAUSE_MILLIS = 10;
    private static final long RECONNECT_MILLIS = 1_000;
    private static final int HEARING_MILLIS = 1_000;

    /** After hearing nothing so often the connection is asked whether it is still one: what never writes does not notice. */
    private static final int MOST_QUIET = 30;

    private static final int ANSWER_SECONDS = 5;

    /** PostgreSQL takes less than 8,000 bytes. */
    private static final int MOST_BYTES = 7_900;

    /** Beyond so many, others find out by themselves. */
    private static final int MOST_HINTS = 1_000;

    private final DataSource source;
    private final int name;
    private final String channel;
    private final WaterMarks marks;
    private final Thread telling = new Thread(this::notifyOthers, "task-orchestrator-store-notify");
    private final Thread hearing = new Thread(this::listen, "task-orchestrator-store-listen");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition closing = lock.newCondition();
    /** Guarded by the lock, as is the field below. */
    private Map<Hint, Long> waiting = new LinkedHashMap<>();

    private boolean closed;
    private volatile @Nullable News news;
    private volatile String self = "";
    private volatile boolean othersListen = true;
    /** Of the connection that hears; 0 while there is none. */
    private volatile int hearingProcess;

    Wakeups(DataSource source, String schema, WaterMarks marks) {
        this.source = source;
        this.name = schema.hashCode();
        this.channel = "task_orchestrator_" + Integer.toHexString(name);
        this.marks = marks;
    }

    /**
     * Begins.
     *
     * @param server tells this server from others
     */
    void start(String server, News to) {
        self = server;
        news = to;
        telling.setDaemon(true);
        hearing.setDaemon(true);
        telling.start();
        hearing.start();
    }

    /** Looks whether other servers listen, on any connection. */
    void askWhoListens(Session session) throws SQLException {
        othersListen = session.exists(OTHERS, (long) LISTENING, Integer.toUnsignedLong(name), (long) hearingProcess);
    }

    /** Whether there is anybody to tell, as far as is known. */
    boolean othersListen() {
        return othersListen;
    }

    /** Tells the other servers soon. */
    void tellOthers(Map<Hint, Long> hints) {
        if (hints.isEmpty() || !othersListen) {
            return;
        }
        lock.lock();
        try {
            if (waiting.size() < MOST_HINTS) {
                hints.forEach((hint, queuedAt) -> waiting.merge(hint, queuedAt, Math::min));
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void notifyOthers() {
        Map<Hint, Long> hints = next();
        while (!hints.isEmpty()) {
            send(payloads(hints));
            pause(PAUSE_MILLIS);
            hints = next();
        }
        send(List.of(self)); // nobody minds it but the own hearer, who wakes up and ends
    }

    private void send(List<String> payloads) {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(true);
            send(connection, payloads);
        } catch (SQLException | RuntimeException e) {
            LOG.debug("Other servers could not be told; they find out by themselves", e);
        }
    }

    private void send(Connection connection, List<String> payloads) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
            for (String payload : payloads) {
                statement.setString(1, channel);
                statement.setString(2, payload);
                statement.execute();
            }
        }
    }

    /** What to tell next; empty once closed. */
    private Map<Hint, Long> next() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                filled.awaitUninterruptibly();
            }
            if (closed) {
                return Map.of();
            }
            Map<Hint, Long> next = waiting;
            waiting = new LinkedHashMap<>();
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Waits, or until closed; returns whether it is. */
    private boolean pause(long millis) {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (!closed && left > 0) {
                left = closing.awaitNanos(left);
            }
            return closed;
        } catch (InterruptedException e) {
            LOG.debug("Nobody interrupts this thread, so it goes on", e);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Each: who tells, and then for each hint a line of queue, directory, whether recursive, and the first queued_at. */
    private List<String> payloads(Map<Hint, Long> hints) {
        List<String> payloads = new ArrayList<>();
        StringBuilder payload = new StringBuilder(self);
        int bytes = self.length();
        for (Map.Entry<Hint, Long> entry : hints.entrySet()) {
            Hint hint = entry.getKey();
            String directory = URLEncoder.encode(hint.directory(), StandardCharsets.UTF_8);
            String line = "\n%s\t%s\t%s\t%d"
                    .formatted(hint.queue(), directory, hint.recursive() ? "r" : "", entry.getValue());
            int more = line.getBytes(StandardCharsets.UTF_8).length;
            if (self.length() + more > MOST_BYTES) {
                line = "\n%s\t/\tr\t%d".formatted(hint.queue(), entry.getValue());
                more = line.getBytes(StandardCharsets.UTF_8).length;
            }
            if (bytes + more > MOST_BYTES) {
                payloads.add(payload.toString());
                payload.setLength(self.length());
                bytes = self.length();
            }
            payload.append(line);
            bytes += more;
        }
        payloads.add(payload.toString());
        return payloads;
    }

    private void listen() {
        boolean ended = false;
        while (!ended) {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(true);
                listen(connection, statement);
            } catch (SQLException | RuntimeException e) {
                LOG.debug("Other servers cannot be heard; trying again", e);
            }
            hearingProcess = 0;
            ended = pause(RECONNECT_MILLIS);
        }
    }

    /** Listens, and leaves the connection as it was: it is somebody else's. */
    private void listen(Connection connection, Statement statement) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        statement.execute("LISTEN " + channel);
        try {
            hearingProcess = lock(connection, SHARE);
            send(connection, List.of(self)); // who hears it knows that somebody listens
            hear(connection, postgres);
        } finally {
            lock(connection, UNSHARE);
            statement.execute("UNLISTEN " + channel);
        }
    }

    private void hear(Connection connection, PGConnection postgres) throws SQLException {
        int quiet = 0;
        while (!pause(0)) {
            PGNotification[] notifications = postgres.getNotifications(HEARING_MILLIS);
            for (PGNotification each : notifications == null ? new PGNotification[0] : notifications) {
                hear(each.getParameter());
                quiet = 0;
            }
            if (++quiet > MOST_QUIET) {
                if (!connection.isValid(ANSWER_SECONDS)) {
                    throw new SQLException("The connection does not answer any more");
                }
                quiet = 0;
            }
        }
    }

    /** Takes the lock of those who listen, or gives it back; returns the connection's process. */
    private int lock(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, LISTENING);
            statement.setInt(2, name);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    /** Anybody who may use the database can send anything. */
    private void hear(String payload) {
        try {
            tellHere(payload);
        } catch (IllegalArgumentException | TaskException e) {
            LOG.debug("Somebody has sent something else", e);
        }
    }

    private void tellHere(String payload) {
        News to = news;
        String[] lines = payload.split("\n", -1);
        if (to == null || lines[0].equals(self)) {
            return;
        }
        othersListen = true;
        List<Consumer<StoreListener>> messages = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            String[] parts = lines[i].split("\t", -1);
            if (parts.length == 4) {
                String directory = URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
                Hint hint = new Hint(parts[0], directory, parts[2].equals("r"));
                long queuedAt = Long.parseLong(parts[3]);
                if (queuedAt != Long.MAX_VALUE) {
                    marks.entered(hint.queue(), hint.directory(), queuedAt);
                }
                messages.add(hint::tell);
            }
        }
        to.tell(messages);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            filled.signal();
            closing.signalAll();
        } finally {
            lock.unlock();
        }
        if (telling.isAlive()) {
            Courier.join(telling);
            Courier.join(hearing);
        }
    }
}
