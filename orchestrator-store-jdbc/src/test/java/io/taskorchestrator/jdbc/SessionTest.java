package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionTest {

    private static final int MOST = 100;

    private final List<PreparedStatement> prepared = new ArrayList<>();
    private Session session;

    @BeforeEach
    void open() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        session = Session.direct((Connection) Proxy.newProxyInstance(
                SessionTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(connection, arguments);
                        if (answer instanceof PreparedStatement statement) {
                            prepared.add(statement);
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @AfterEach
    void close() throws SQLException {
        session.close();
    }

    @Test
    void aStatementIsPreparedOnceWhileItIsInUse() throws SQLException {
        for (int i = 0; i < 3 * MOST; i++) {
            assertThat(select(-1)).isEqualTo(-1);
            assertThat(select(i)).isEqualTo(i);
        }
        assertThat(prepared).hasSize(3 * MOST + 1);
    }

    @Test
    void statementsThatAreNotUsedAnyMoreAreClosed() throws SQLException {
        for (int i = 0; i < 3 * MOST; i++) {
            select(i);
        }
        assertThat(open(prepared)).isEqualTo(MOST);
        assertThat(open(prepared.subList(0, 2 * MOST))).isZero();
        assertThat(select(0)).isZero();
    }

    private long select(int number) throws SQLException {
        Long selected = session.first("SELECT " + number, Columns::longNumber);
        assertThat(selected).isNotNull();
        return selected;
    }

    private static long open(List<PreparedStatement> statements) throws SQLException {
        long open = 0;
        for (PreparedStatement statement : statements) {
            open += statement.isClosed() ? 0 : 1;
        }
        return open;
    }
}
