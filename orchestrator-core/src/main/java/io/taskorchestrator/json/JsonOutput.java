package io.taskorchestrator.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.TaskText;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Writes fields in the units and spellings of this package. What is absent is left out. */
final class JsonOutput {

    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final int NANOS_PER_MICRO = 1_000;

    private final JsonGenerator json;

    JsonOutput(JsonGenerator json) {
        this.json = json;
    }

    void start() throws IOException {
        json.writeStartObject();
    }

    void start(String name) throws IOException {
        json.writeObjectFieldStart(name);
    }

    void end() throws IOException {
        json.writeEndObject();
    }

    void startArray(String name) throws IOException {
        json.writeArrayFieldStart(name);
    }

    void endArray() throws IOException {
        json.writeEndArray();
    }

    void name(String name) throws IOException {
        json.writeFieldName(name);
    }

    void nothing(String name) throws IOException {
        json.writeNullField(name);
    }

    /** Text that its type has checked. */
    void text(String name, String value) throws IOException {
        json.writeStringField(name, value);
    }

    /** Text that nobody has checked: what cannot be written becomes U+FFFD. */
    void freeText(String name, String value) throws IOException {
        json.writeStringField(name, TaskText.repaired(value));
    }

    void freeText(String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            freeText(name, value.get());
        }
    }

    void texts(String name, List<String> values) throws IOException {
        startArray(name);
        for (String value : values) {
            json.writeString(value);
        }
        endArray();
    }

    void number(String name, long value) throws IOException {
        json.writeNumberField(name, value);
    }

    void decimal(String name, double value) throws IOException {
        json.writeNumberField(name, value);
    }

    void flag(String name, boolean value) throws IOException {
        json.writeBooleanField(name, value);
    }

    void instant(Instant value) throws IOException {
        json.writeString(text(value));
    }

    void instant(String name, Instant value) throws IOException {
        json.writeStringField(name, text(value));
    }

    void instant(String name, Optional<Instant> value) throws IOException {
        if (value.isPresent()) {
            instant(name, value.get());
        }
    }

    /**
     * The text of {@code Instant.toString}, but without its formatter, which every answer would need some six times. Local times
     * are written without one, but leave out the seconds of a full minute.
     */
    static String text(Instant value) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(value.getEpochSecond(), value.getNano(), ZoneOffset.UTC);
        return time.getSecond() == 0 && time.getNano() == 0 ? value.toString() : time + "Z";
    }

    /** A duration in seconds, with up to six digits of fraction. */
    void seconds(String name, Duration value) throws IOException {
        json.writeFieldName(name);
        int micros = value.toNanosPart() / NANOS_PER_MICRO;
        if (micros == 0) {
            json.writeNumber(value.toSeconds());
        } else {
            BigDecimal exact = BigDecimal.valueOf(value.toSeconds())
                    .add(BigDecimal.valueOf(micros).divide(BigDecimal.valueOf(MICROS_PER_SECOND)));
            json.writeNumber(exact.stripTrailingZeros().toPlainString());
        }
    }

    /** A duration in whole milliseconds. */
    void millis(String name, Duration value) throws IOException {
        json.writeNumberField(name, value.toMillis());
    }

    /** An object that is not looked into, as its text. */
    void opaque(String name, JsonText value) throws IOException {
        json.writeFieldName(name);
        json.writeRawValue(value.text());
    }

    void opaque(String name, Optional<JsonText> value) throws IOException {
        if (value.isPresent()) {
            opaque(name, value.get());
        }
    }
}
