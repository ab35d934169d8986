package io.taskorchestrator.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one text of a JSON value: no white space, names sorted, numbers as they were spelled, strings escaped in one way.
 *
 * <p>RFC 8785 was not taken: it sends numbers through floating point, so that two requests which differ only in a long
 * number would look the same.
 */
final class CanonicalJson {

    private static final char FIRST_PRINTABLE = ' ';
    private static final HexFormat HEX = HexFormat.of();

    private CanonicalJson() {}

    static String of(byte[] json) throws IOException {
        try (JsonParser parser = JsonSyntax.parser(json)) {
            parser.nextToken();
            StringBuilder text = new StringBuilder(json.length);
            appendValue(parser, text);
            return text.toString();
        }
    }

    private static void appendValue(JsonParser parser, StringBuilder text) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> appendObject(parser, text);
            case START_ARRAY -> appendArray(parser, text);
            case VALUE_STRING -> appendString(parser.getText(), text);
            default -> text.append(parser.getText());
        }
    }

    private static void appendObject(JsonParser parser, StringBuilder text) throws IOException {
        Map<String, String> fields = new TreeMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            StringBuilder value = new StringBuilder();
            parser.nextToken();
            appendValue(parser, value);
            fields.put(name, value.toString());
        }
        text.append('{');
        String separator = "";
        for (Map.Entry<String, String> field : fields.entrySet()) {
            text.append(separator);
            appendString(field.getKey(), text);
            text.append(':').append(field.getValue());
            separator = ",";
        }
        text.append('}');
    }

    private static void appendArray(JsonParser parser, StringBuilder text) throws IOException {
        text.append('[');
        String separator = "";
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            text.append(separator);
            appendValue(parser, text);
            separator = ",";
        }
        text.append(']');
    }

    /** Escapes what must be, and lone surrogates, which UTF-8 cannot tell apart. */
    private static void appendString(String value, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < FIRST_PRINTABLE || Character.isSurrogate(c)) {
                text.append("\\u").append(HEX.toHexDigits(c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
