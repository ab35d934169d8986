package io.taskorchestrator.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Connections that are lost at chosen moments, as a network loses them. */
final class Faults implements DataSource {

    private static final String LOST = "08006";
    private static final String PAUSED = "25P03";
    /** How what is sent begins that begins a transaction which writes. */
    private static final String WRITING = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;";
    /** How what is sent ends that ends it. */
    private static final String COMMIT = "COMMIT";

    private final DataSource source;
    private final Plan plan;
    private boolean deaf;

    /** What happens to a transaction. */
    enum Fate {
        /** Nothing. */
        NONE,
        /** The database gives up the transaction before the commit, since nothing has come for too long. */
        PAUSED_BEFORE_COMMIT,
        /** The connection is lost before the commit. */
        LOST_BEFORE_COMMIT,
        /** The connection is lost while the writes and the commit are on their way, and nothing is carried out. */
        LOST_IN_COMMIT,
        /** The commit is carried out, and the connection is lost before the answer. */
        LOST_AFTER_COMMIT
    }

    /** Decides what happens to the next transaction that may write. */
    interface Plan {
        Fate next();
    }

    Faults(DataSource source, Plan plan) {
        this.source = source;
        this.plan = plan;
    }

    /** From here on nothing is heard through these connections. */
    Faults deaf() {
        deaf = true;
        return this;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return (Connection) Proxy.newProxyInstance(
                Faults.class.getClassLoader(), new Class<?>[] {Connection.class}, new Line(source.getConnection()));
    }

    /** One connection. */
    private final class Line implements InvocationHandler {

        private final Connection connection;
        private Fate fate = Fate.NONE;

        private Line(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            if (deaf && method.getName().equals("unwrap")) {
                throw new SQLFeatureNotSupportedException("Nothing can be heard here");
            }
            boolean ends =
                    method.getName().equals("setAutoCommit") && (boolean) arguments[0] && !connection.getAutoCommit();
            if (method.getName().equals("prepareStatement")) {
                prepares((String) arguments[0]);
            }
            Object answer = call(method, arguments);
            if (ends && fate == Fate.LOST_AFTER_COMMIT) {
                throw lost();
            }
            return answer;
        }

        private void prepares(String sql) throws SQLException {
            boolean begins = sql.startsWith(WRITING);
            if (begins) {
                fate = plan.next();
            }
            boolean commits = sql.endsWith(COMMIT);
            boolean isLost = begins
                    ? fate == Fate.LOST_BEFORE_COMMIT
                    : commits && (fate == Fate.LOST_IN_COMMIT || fate == Fate.PAUSED_BEFORE_COMMIT);
            if (isLost) {
                throw lost();
            }
        }

        private Object call(Method method, Object[] arguments) throws Throwable {
            try {
                return method.invoke(connection, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private SQLException lost() throws SQLException {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            connection.close();
            return new SQLException(
                    "The connection was lost on purpose", fate == Fate.PAUSED_BEFORE_COMMIT ? PAUSED : LOST);
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("The user is known");
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return source.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        source.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        source.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return source.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return source.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return source.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return source.isWrapperFor(type);
    }
}
