package io.taskorchestrator.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A host's connections, whose calls a test looks at, or answers itself. */
final class HostSource {

    private HostSource() {}

    /** What becomes of a call. */
    interface Answer<T> {

        /** Answers the call by itself, or by that of {@link #call}. */
        @Nullable Object to(T target, Method method, Object[] arguments) throws Throwable;
    }

    /** The connections of {@code source}, of whose calls {@code answer} makes something. */
    static DataSource over(DataSource source, Answer<Connection> answer) {
        return over(
                DataSource.class,
                source,
                (target, method, arguments) -> method.getName().equals("getConnection")
                        ? over(Connection.class, target.getConnection(), answer)
                        : call(target, method, arguments));
    }

    static <T> T over(Class<T> type, T target, Answer<T> answer) {
        return type.cast(Proxy.newProxyInstance(
                HostSource.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(target, method, arguments)));
    }

    /** Does what was called. */
    static @Nullable Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
