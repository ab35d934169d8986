package io.taskorchestrator.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.taskorchestrator.task.InvalidInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** The one configuration of the JSON reader and writer, and what malformed text is called. */
final class JsonSyntax {

    /** The name of a whole document in a violation. */
    static final String BODY = "body";

    /** How deep an opaque object (metadata, checkpoint, details) may be nested, itself counted. */
    static final int OPAQUE_DEPTH = 64;

    /** Room for what is around an opaque object: the answer, its list, the task, the result. */
    private static final int DEPTH = OPAQUE_DEPTH + 16;

    private static final int NUMBER_LENGTH = 100;
    private static final int STRING_LENGTH = 8 * 1024 * 1024;
    private static final int NAME_LENGTH = 64 * 1024;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** Names are not interned, for they come from strangers; text is UTF-8 and not guessed at (RFC 8259, section 8.1). */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNumberLength(NUMBER_LENGTH)
                    .maxStringLength(STRING_LENGTH)
                    .maxNameLength(NAME_LENGTH)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    private JsonSyntax() {}

    static JsonParser parser(byte[] json) throws IOException {
        return FACTORY.createParser(json);
    }

    static JsonGenerator generator(OutputStream out) throws IOException {
        return FACTORY.createGenerator(out);
    }

    /** {@code json} without the byte order mark that some clients put before it. */
    static byte[] withoutMark(byte[] json) {
        int length = BYTE_ORDER_MARK.length;
        return json.length >= length && Arrays.equals(json, 0, length, BYTE_ORDER_MARK, 0, length)
                ? Arrays.copyOfRange(json, length, json.length)
                : json;
    }

    /** Says where the text is wrong, but not what stands there: the text may hold secrets, and may be large. */
    static InvalidInputException malformed(String field, IOException failure) {
        String what = "is not well-formed JSON";
        String where = "";
        if (failure instanceof StreamConstraintsException) {
            what = "is nested too deeply, or has a text, a name or a number that is too long";
        }
        if (failure instanceof JacksonException error) {
            // The parser has no other way to tell a repeated name from any other mistake.
            if (error.getOriginalMessage().startsWith("Duplicate")) {
                what = "names a field twice";
            }
            JsonLocation location = error.getLocation();
            if (location != null) {
                where = " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
            }
        }
        return new InvalidInputException(field, what + where);
    }
}
