package io.taskorchestrator.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Counts how often a database is asked for something: what is sent together counts once. */
final class Journeys {

    private final AtomicInteger count = new AtomicInteger();

    /** How many there have been. */
    int count() {
        return count.get();
    }

    /** The same source, whose connections are counted from here on. */
    DataSource counting(DataSource source) {
        return (DataSource) proxy(DataSource.class, source);
    }

    private Object proxy(Class<?> type, Object target) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (target instanceof PreparedStatement && method.getName().startsWith("execute")) {
                count.incrementAndGet();
            }
            Object answer = call(target, method, arguments);
            if (answer instanceof PreparedStatement) {
                return proxy(PreparedStatement.class, answer);
            }
            return method.getName().equals("getConnection") && target instanceof DataSource
                    ? proxy(Connection.class, answer)
                    : answer;
        };
        return Proxy.newProxyInstance(Journeys.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
