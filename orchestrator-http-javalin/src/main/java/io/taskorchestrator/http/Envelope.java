package io.taskorchestrator.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.taskorchestrator.json.ErrorAnswer;
import io.taskorchestrator.json.JsonForm;
import io.taskorchestrator.json.TaskJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Writes {@code {success, data, error, timestamp}}, the form of every answer below {@code /api/v1}. */
final class Envelope {

    private static final int USUAL_SIZE = 1_024;

    private final InstantSource clock;

    Envelope(InstantSource clock) {
        this.clock = clock;
    }

    /** Writes something where the generator stands. */
    @FunctionalInterface
    interface Writer {
        void write(JsonGenerator out) throws IOException;
    }

    /** The envelope around {@code value}. */
    <T> byte[] of(JsonForm<T> form, T value) {
        return of(out -> form.write(value, out));
    }

    /** The envelope around what {@code data} writes. */
    byte[] of(Writer data) {
        return bytes(out -> {
            out.writeStartObject();
            out.writeBooleanField("success", true);
            out.writeFieldName("data");
            data.write(out);
            out.writeNullField("error");
            end(out);
        });
    }

    /** The envelope that carries nothing. */
    byte[] ofNothing() {
        return of(JsonGenerator::writeNull);
    }

    /** The envelope around an error. */
    byte[] of(ErrorAnswer error) {
        return bytes(out -> {
            out.writeStartObject();
            out.writeBooleanField("success", false);
            out.writeNullField("data");
            out.writeFieldName("error");
            TaskJson.ERROR.write(error, out);
            end(out);
        });
    }

    /** The UTF-8 text of what {@code content} writes, without an envelope. */
    static byte[] bytes(Writer content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
        try (JsonGenerator out = TaskJson.generator(bytes)) {
            content.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("No I/O was done", e);
        }
        return bytes.toByteArray();
    }

    private void end(JsonGenerator out) throws IOException {
        out.writeFieldName("timestamp");
        TaskJson.INSTANT.write(clock.instant().truncatedTo(ChronoUnit.MICROS), out);
        out.writeEndObject();
    }
}
