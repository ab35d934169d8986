package io.taskorchestrator.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.TaskText;
import io.taskorchestrator.task.Violation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One JSON document while it is read: where in it the reader stands, and what is wrong with it so far.
 *
 * <p>Every method that reads a value is called with the parser on the first token of that value and leaves it on the
 * last one. A value that is {@code null} or wrong comes back empty; if it is wrong there is then one violation more,
 * under the path of the value. So one pass finds everything.
 */
final class JsonInput implements AutoCloseable {

    /** Input with more mistakes than this is not worth a longer answer. */
    static final int MOST_VIOLATIONS = 100;

    private static final int LONGEST_PATH = 200;

    /** Reads the value of the field {@code name}; returns false, the parser not moved, if there is no such field. */
    @FunctionalInterface
    interface Fields {
        boolean read(String name) throws IOException;
    }

    /** Reads one value. */
    @FunctionalInterface
    interface Value<T> {
        Optional<T> read() throws IOException;
    }

    private final byte[] source;
    private final JsonParser parser;
    private final boolean strict;
    private final StringBuilder path = new StringBuilder();
    private final List<Violation> violations = new ArrayList<>();
    private int refused;

    /** Opens {@code json}; {@code strict} refuses unknown fields, otherwise they are skipped. */
    JsonInput(byte[] json, boolean strict) throws IOException {
        this.source = JsonSyntax.withoutMark(json);
        this.parser = JsonSyntax.parser(source);
        this.strict = strict;
    }

    /** Calls the document {@code name} instead of {@code body}. */
    void at(String name) {
        path.append(name);
    }

    /** Moves to the first token; returns false if there is none. */
    boolean start() throws IOException {
        return parser.nextToken() != null;
    }

    /** Moves from the start of an object to the value of its field {@code name}; returns false if it has none. */
    boolean enter(String name) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return false;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = parser.currentName().equals(name);
            parser.nextToken();
            if (found) {
                return !isNull();
            }
            parser.skipChildren();
        }
        return false;
    }

    /** Reads on to the end, so that a mistake behind the value is found too. */
    void drain() throws IOException {
        JsonToken token = parser.nextToken();
        while (token != null) {
            token = parser.nextToken();
        }
    }

    /** Refuses anything that follows the value. */
    void end() throws IOException {
        if (parser.nextToken() != null) {
            refuse("has something after its end");
        }
    }

    /** {@code value} if nothing was wrong. */
    <T> T result(Optional<T> value) {
        if (!violations.isEmpty()) {
            throw new InvalidInputException(violations);
        }
        return value.orElseThrow(() -> new InvalidInputException(JsonSyntax.BODY, "is required"));
    }

    boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    Optional<String> text() throws IOException {
        return parser.currentToken() == JsonToken.VALUE_STRING ? Optional.of(parser.getText()) : mismatch("text");
    }

    Optional<Boolean> flag() throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> Optional.of(true);
            case VALUE_FALSE -> Optional.of(false);
            default -> mismatch("true or false");
        };
    }

    /** A whole number; 2.0 is one, 2.5 and "2" are not. */
    Optional<Long> wholeNumber() throws IOException {
        return isNumber() ? as(Optional.of(parser.getText()), JsonNumbers::whole) : mismatch("a whole number");
    }

    Optional<Integer> integer() throws IOException {
        return as(wholeNumber(), JsonNumbers::integer);
    }

    Optional<Double> decimal() throws IOException {
        return isNumber() ? Optional.of(Double.valueOf(parser.getText())) : mismatch("a number");
    }

    /** A number of seconds, kept to the microsecond. */
    Optional<Duration> seconds() throws IOException {
        return isNumber()
                ? as(
                        Optional.of(parser.getText()),
                        number -> Duration.of(JsonNumbers.scaled(number, 6), ChronoUnit.MICROS))
                : mismatch("a number of seconds");
    }

    /** A whole number of milliseconds. */
    Optional<Duration> millis() throws IOException {
        return as(wholeNumber(), Duration::ofMillis);
    }

    /** A number of milliseconds; what is less than one is dropped. */
    Optional<Duration> roughMillis() throws IOException {
        return isNumber()
                ? as(Optional.of(parser.getText()), number -> Duration.ofMillis(JsonNumbers.scaled(number, 0)))
                : mismatch("a number of milliseconds");
    }

    /** An ISO-8601 instant with any offset. */
    Optional<Instant> instant() throws IOException {
        return as(text(), JsonInput::parseInstant);
    }

    /** Text or a whole number; empty, and not moved, if it is something else. */
    Optional<?> simple() throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> text();
            case VALUE_NUMBER_INT -> wholeNumber();
            default -> Optional.empty();
        };
    }

    /** An object that is not looked into, as the text in which it was given. */
    Optional<JsonText> opaque() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return mismatch("a JSON object");
        }
        int begin = (int) parser.currentTokenLocation().getByteOffset();
        int depth = 1;
        int deepest = 1;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            if (token.isStructStart()) {
                depth++;
                deepest = Math.max(deepest, depth);
            } else if (token.isStructEnd()) {
                depth--;
            }
        }
        if (deepest > JsonSyntax.OPAQUE_DEPTH) {
            refuse("must be nested at most %d deep, but is %d".formatted(JsonSyntax.OPAQUE_DEPTH, deepest));
            return Optional.empty();
        }
        int end = (int) parser.currentLocation().getByteOffset();
        return Optional.of(JsonText.of(new String(source, begin, end - begin, StandardCharsets.UTF_8)));
    }

    /** An array, without the elements that are wrong. */
    <T> Optional<List<T>> array(Value<T> element, int most) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return mismatch("an array");
        }
        List<T> values = new ArrayList<>();
        int end = path.length();
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            path.append('[').append(count).append(']');
            count++;
            if (isNull()) {
                refuse("must not be null");
            } else if (count > most) {
                // Not even looked at: the list is refused, and there may be very many of them.
                parser.skipChildren();
            } else {
                element.read().ifPresent(values::add);
            }
            path.setLength(end);
        }
        if (count > most) {
            refuse("must have at most %d elements, but has %d".formatted(most, count));
        }
        return Optional.of(values);
    }

    /**
     * An object: every field goes to {@code fields}; if nothing is wrong with any of them, and none of {@code required}
     * is missing or null, {@code build} makes the value of them.
     */
    <T> Optional<T> object(Fields fields, Supplier<T> build, String... required) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return mismatch("a JSON object");
        }
        int before = refused;
        int end = path.length();
        Set<String> given = new TreeSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            path.append(end == 0 ? "" : ".").append(name);
            if (fields.read(name)) {
                if (!isNull()) {
                    given.add(name);
                }
            } else {
                unknown();
            }
            path.setLength(end);
        }
        for (String name : required) {
            if (!given.contains(name)) {
                refuse(name, "is required");
            }
        }
        return refused == before ? built(build) : Optional.empty();
    }

    /** The given value as {@code type} has it, or empty if that refuses it. */
    <V, T> Optional<T> as(Optional<V> given, Function<V, T> type) {
        if (given.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(type.apply(given.get()));
        } catch (InvalidInputException e) {
            e.violations().forEach(violation -> refuse(violation.message()));
            return Optional.empty();
        }
    }

    /** Refuses the value that was read last. */
    void refuse(String message) {
        refused++;
        if (violations.size() < MOST_VIOLATIONS) {
            String field = path.isEmpty() ? JsonSyntax.BODY : TaskText.shortened(path.toString(), LONGEST_PATH);
            violations.add(new Violation(field, message));
        }
    }

    /** Refuses the field {@code name} of the object that is being read. */
    void refuse(String name, String message) {
        int end = path.length();
        path.append(end == 0 ? "" : ".").append(name);
        refuse(message);
        path.setLength(end);
    }

    /** Types name their fields from the top ({@code retry.jitter}); here the path says where that is. */
    private <T> Optional<T> built(Supplier<T> build) {
        try {
            return Optional.of(build.get());
        } catch (InvalidInputException e) {
            for (Violation violation : e.violations()) {
                String field = violation.field();
                refuse(field.substring(field.lastIndexOf('.') + 1), violation.message());
            }
            return Optional.empty();
        }
    }

    private void unknown() throws IOException {
        if (strict) {
            refuse("is not a known field");
        }
        parser.skipChildren();
    }

    private boolean isNumber() {
        return parser.currentToken().isNumeric();
    }

    /** Passes over a value of the wrong kind; null means "not given", but for a whole document. */
    private <T> Optional<T> mismatch(String wanted) throws IOException {
        JsonToken token = parser.currentToken();
        parser.skipChildren();
        if (token != JsonToken.VALUE_NULL || path.isEmpty()) {
            refuse("must be %s, but is %s".formatted(wanted, kind(token)));
        }
        return Optional.empty();
    }

    private static String kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT, END_OBJECT -> "an object";
            case START_ARRAY, END_ARRAY -> "an array";
            case VALUE_STRING -> "text";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            default -> "a number";
        };
    }

    private static Instant parseInstant(String text) {
        try {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
        } catch (DateTimeException e) {
            throw new InvalidInputException(
                    "instant",
                    "must be an ISO-8601 instant such as 2026-01-31T12:00:00Z, but is '%s'"
                            .formatted(TaskText.shortened(text, 60)));
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
