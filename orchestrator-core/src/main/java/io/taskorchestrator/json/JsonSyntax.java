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
import java.io.CharConversionException;
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

    /**
     * Begins to read {@code json}.
     *
     * @throws IOException if it has bytes that the parser would take for characters, though they are no UTF-8
     */
    static JsonParser parser(byte[] json) throws IOException {
        requireUsualForms(json);
        return FACTORY.createParser(json);
    }

    /**
     * The parser reads characters in more bytes than they need, a slash in two for example, and beyond the last there is: who
     * looked for the slash before us has not seen it (RFC 3629, section 10). What else is no UTF-8 it refuses itself.
     */
    private static void requireUsualForms(byte[] json) throws CharConversionException {
        for (int i = 0; i < json.length; i++) {
            int lead = json[i] & 0xFF;
            if (lead < 0xC0) {
                continue;
            }
            int second = i + 1 < json.length ? json[i + 1] & 0xFF : 0xFF;
            boolean tooLong = lead < 0xC2 || (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
            if (tooLong || lead > 0xF4 || (lead == 0xF4 && second > 0x8F)) {
                throw new CharConversionException("Not the one form of a character");
            }
        }
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
