package io.taskorchestrator.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.taskorchestrator.task.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How one type of value is written as JSON, and read back.
 *
 * <p>The text is UTF-8. Readers refuse text that is not well-formed, that names a field twice, that is nested deeper
 * than 80 levels or has a string of more than 8 MiB. They find everything that is wrong with a document in one pass, at
 * most the first 100 mistakes, and name each by its path ({@code tasks[3].retry.jitter}).
 *
 * <p>Thread model: immutable; safe for use by many threads.
 *
 * @param <T> the type of the values
 */
public final class JsonForm<T> {

    /** Writes one value. */
    @FunctionalInterface
    interface Writer<T> {
        void write(T value, JsonOutput out) throws IOException;
    }

    /** Reads one value; empty if it is wrong, which the input then knows. */
    @FunctionalInterface
    interface Reader<T> {
        Optional<T> read(JsonInput in) throws IOException;
    }

    /** What a reader makes of fields that it does not know, and of a body that is not there. */
    private enum Mode {
        /** Unknown fields are skipped, so that an older reader understands a newer writer. */
        LENIENT,
        /** Unknown fields are refused by name. */
        STRICT,
        /** Strict, and no text at all means the empty object. */
        STRICT_OR_EMPTY
    }

    private static final int USUAL_SIZE = 1_024;
    private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.UTF_8);

    private final Mode mode;
    private final Writer<T> writer;
    private final Reader<T> reader;

    private JsonForm(Mode mode, Writer<T> writer, Reader<T> reader) {
        this.mode = mode;
        this.writer = writer;
        this.reader = reader;
    }

    /** The form of something that an orchestrator answers. */
    static <T> JsonForm<T> answer(Writer<T> writer, Reader<T> reader) {
        return new JsonForm<>(Mode.LENIENT, writer, reader);
    }

    /** The form of something that an orchestrator is asked. */
    static <T> JsonForm<T> request(Writer<T> writer, Reader<T> reader) {
        return new JsonForm<>(Mode.STRICT, writer, reader);
    }

    /** This form, but no text at all means the empty object. */
    JsonForm<T> orEmpty() {
        return new JsonForm<>(Mode.STRICT_OR_EMPTY, writer, reader);
    }

    void write(T value, JsonOutput out) throws IOException {
        writer.write(value, out);
    }

    Optional<T> read(JsonInput in) throws IOException {
        return reader.read(in);
    }

    /**
     * Writes {@code value} where {@code out} stands; use a generator from {@link TaskJson#generator}, so that every
     * character comes out as UTF-8.
     *
     * @throws IOException if {@code out} cannot write
     */
    public void write(T value, JsonGenerator out) throws IOException {
        writer.write(value, new JsonOutput(out));
    }

    /** The UTF-8 text of {@code value}. */
    public byte[] bytes(T value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
        try (JsonGenerator out = JsonSyntax.generator(bytes)) {
            write(value, out);
        } catch (IOException e) {
            throw new UncheckedIOException("No I/O was done", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a document that is such a value.
     *
     * @param json UTF-8 text
     * @throws InvalidInputException naming each field that is wrong, or {@code body} (with line and column, but without
     *     the text) if the document is not well-formed
     */
    public T read(byte[] json) {
        try (JsonInput in = new JsonInput(json, mode != Mode.LENIENT)) {
            if (!in.start()) {
                if (mode == Mode.STRICT_OR_EMPTY) {
                    return read(EMPTY_OBJECT);
                }
                throw new InvalidInputException(JsonSyntax.BODY, "is empty, but must be a JSON object");
            }
            Optional<T> value = reader.read(in);
            in.end();
            return in.result(value);
        } catch (IOException e) {
            throw JsonSyntax.malformed(JsonSyntax.BODY, e);
        }
    }

    /**
     * Finds such a value inside a document, such as the {@code data} of an answer.
     *
     * @param json UTF-8 text
     * @param path the names of the fields that lead to the value, from the outermost
     * @return the value; empty if the document has no such field, or it is null
     * @throws InvalidInputException naming each field of the value that is wrong, or {@code body} if the document is not
     *     well-formed
     */
    public Optional<T> find(byte[] json, String... path) {
        try (JsonInput in = new JsonInput(json, mode != Mode.LENIENT)) {
            boolean found = in.start();
            for (int i = 0; found && i < path.length; i++) {
                found = in.enter(path[i]);
            }
            Optional<T> value = found ? reader.read(in) : Optional.empty();
            in.drain();
            return found ? Optional.of(in.result(value)) : Optional.empty();
        } catch (IOException e) {
            throw JsonSyntax.malformed(JsonSyntax.BODY, e);
        }
    }
}
