package io.taskorchestrator.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.TaskText;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Writes fields in the units and spellings of this package. What is absent is left out. */
final class JsonOutput {

    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final int NANOS_PER_MICRO = 1_000;
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final long SECONDS_PER_DAY = 86_400;
    private static final int LENGTH_OF_SECONDS = "0000-00-00T00:00:00".length();

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
     * The text of {@code Instant.toString}, but without its formatter and builders, which every answer would need some six
     * times: they made a sixth of all that a request allocates.
     */
    static String text(Instant value) {
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(value.getEpochSecond(), SECONDS_PER_DAY));
        if (day.getYear() < 0 || day.getYear() > 9_999) {
            return value.toString();
        }
        int second = (int) Math.floorMod(value.getEpochSecond(), SECONDS_PER_DAY);
        byte[] text = "0000-00-00T00:00:00.000000000Z".getBytes(StandardCharsets.ISO_8859_1);
        addDigits(text, 3, day.getYear());
        addDigits(text, 6, day.getMonthValue());
        addDigits(text, 9, day.getDayOfMonth());
        addDigits(text, 12, second / 3_600);
        addDigits(text, 15, second / 60 % 60);
        addDigits(text, 18, second % 60);
        addDigits(text, 28, value.getNano());
        int length = LENGTH_OF_SECONDS + fraction(value.getNano());
        text[length] = 'Z';
        return new String(text, 0, length + 1, StandardCharsets.ISO_8859_1);
    }

    /** Writes {@code number} over zeros, its last digit at {@code last}. */
    private static void addDigits(byte[] text, int last, int number) {
        for (int i = last, rest = number; rest > 0; i--, rest /= 10) {
            text[i] += (byte) (rest % 10);
        }
    }

    /** How many characters a fraction of a second takes: none, or a dot and three, six or nine digits. */
    private static int fraction(int nanos) {
        if (nanos % NANOS_PER_MILLI == 0) {
            return nanos == 0 ? 0 : 4;
        }
        return nanos % NANOS_PER_MICRO == 0 ? 7 : 10;
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
