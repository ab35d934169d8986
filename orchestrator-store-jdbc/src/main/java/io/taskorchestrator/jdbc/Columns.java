package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The columns of the current row, read from left to right. */
final class Columns {

    private final ResultSet row;
    private int at;

    Columns(ResultSet row) {
        this.row = row;
    }

    /** These columns, from the first one on. */
    Columns first() {
        at = 0;
        return this;
    }

    /** Passes over {@code count} columns. */
    void skip(int count) {
        at += count;
    }

    String text() throws SQLException {
        String text = row.getString(++at);
        if (text == null) {
            throw new SQLException("Column %d has no value".formatted(at));
        }
        return text;
    }

    @Nullable String textOrNull() throws SQLException {
        return row.getString(++at);
    }

    Optional<String> optionalText() throws SQLException {
        return Optional.ofNullable(textOrNull());
    }

    int number() throws SQLException {
        return row.getInt(++at);
    }

    long longNumber() throws SQLException {
        return row.getLong(++at);
    }

    /** An array, where a database has some. */
    List<Long> longNumbers() throws SQLException {
        return List.of((Long[]) row.getArray(++at).getArray());
    }

    boolean flag() throws SQLException {
        return number() != 0;
    }

    Instant instant() throws SQLException {
        return Micros.instant(longNumber());
    }

    Duration duration() throws SQLException {
        return Micros.duration(longNumber());
    }

    Optional<Integer> optionalNumber() throws SQLException {
        int number = number();
        return number == 0 && row.wasNull() ? Optional.empty() : Optional.of(number);
    }

    Optional<Long> optionalLong() throws SQLException {
        long number = longNumber();
        return number == 0 && row.wasNull() ? Optional.empty() : Optional.of(number);
    }

    Optional<Instant> optionalInstant() throws SQLException {
        return optionalLong().map(Micros::instant);
    }

    Optional<Duration> optionalDuration() throws SQLException {
        return optionalLong().map(Micros::duration);
    }
}
