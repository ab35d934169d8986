package io.taskorchestrator.http;

import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.TaskLimits;
import io.taskorchestrator.task.TaskText;
import io.taskorchestrator.task.Violation;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one request, read as strictly as a body: each at most once, unknown ones refused by name, and
 * everything that is wrong found in one pass. Read what is known, then {@link #end}.
 */
final class Query {

    private static final int MOST_VIOLATIONS = 100;
    private static final int LONGEST_NAME = 100;
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]{1,18})?");

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Set<String> known = new HashSet<>();
    private final List<Violation> violations = new ArrayList<>();

    /** Takes the query apart; null for none. */
    Query(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return;
        }
        for (String pair : text.split("&", -1)) {
            if (!pair.isEmpty()) {
                add(pair);
            }
        }
    }

    private void add(String pair) {
        int equals = pair.indexOf('=');
        String rawName = equals < 0 ? pair : pair.substring(0, equals);
        Optional<String> name = PercentText.decode(rawName, true);
        Optional<String> value = PercentText.decode(equals < 0 ? "" : pair.substring(equals + 1), true);
        if (name.isEmpty()) {
            refuse(rawName, "is not percent-encoded UTF-8");
        } else if (value.isEmpty()) {
            known.add(name.get());
            refuse(name.get(), "is not percent-encoded UTF-8");
        } else if (values.putIfAbsent(name.get(), value.get()) != null) {
            refuse(name.get(), "must be given only once");
        }
    }

    /** The parameter as {@code type} has it; empty if it is not given, or is wrong. */
    <T> Optional<T> read(String name, Function<String, T> type) {
        known.add(name);
        String value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(type.apply(value));
        } catch (InvalidInputException e) {
            e.violations().forEach(violation -> refuse(name, violation.message()));
            return Optional.empty();
        }
    }

    /** The same for a parameter that must be given. */
    <T> Optional<T> require(String name, Function<String, T> type) {
        if (!values.containsKey(name) && !known.contains(name)) {
            refuse(name, "is required");
        }
        return read(name, type);
    }

    boolean flag(String name) {
        return read(name, Query::parseFlag).orElse(false);
    }

    Optional<Integer> integer(String name, Function<Integer, Integer> limits) {
        return read(name, text -> limits.apply(parseInteger(text)));
    }

    /** A number of seconds, kept to the microsecond. */
    Optional<Duration> seconds(String name, Function<Duration, Duration> limits) {
        return read(name, text -> limits.apply(parseSeconds(text)));
    }

    Optional<Instant> instant(String name) {
        return read(name, text -> TaskLimits.instant(name, parseInstant(text)));
    }

    /** Adds what {@code build} finds wrong to the rest; all of it is thrown, or the value returned. */
    <T> T end(Supplier<T> build) {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                refuse(name, "is not a known parameter");
            }
        }
        if (!violations.isEmpty()) {
            throw new InvalidInputException(violations);
        }
        return build.get();
    }

    /** Refuses parameters that nobody has read. */
    void end() {
        end(() -> true);
    }

    private void refuse(String name, String message) {
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add(new Violation(TaskText.shortened(name, LONGEST_NAME), message));
        }
    }

    private static Boolean parseFlag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong("must be true or false", text);
        };
    }

    private static Integer parseInteger(String text) {
        if (!WHOLE.matcher(text).matches()) {
            throw wrong("must be a whole number", text);
        }
        long number = Long.parseLong(text);
        if (number != (int) number) {
            throw wrong("must be a whole number of at most 32 bits", text);
        }
        return (int) number;
    }

    private static Duration parseSeconds(String text) {
        if (!DECIMAL.matcher(text).matches()) {
            throw wrong("must be a number of seconds", text);
        }
        BigDecimal micros = new BigDecimal(text).movePointRight(6).setScale(0, RoundingMode.DOWN);
        if (micros.toBigInteger().bitLength() >= Long.SIZE) {
            throw wrong("is out of range", text);
        }
        return Duration.of(micros.longValueExact(), ChronoUnit.MICROS);
    }

    private static Instant parseInstant(String text) {
        try {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
        } catch (DateTimeException e) {
            throw wrong("must be an ISO-8601 instant such as 2026-01-31T12:00:00Z", text);
        }
    }

    private static InvalidInputException wrong(String rule, String text) {
        return new InvalidInputException("parameter", "%s, but is '%s'".formatted(rule, TaskText.shortened(text, 60)));
    }
}
