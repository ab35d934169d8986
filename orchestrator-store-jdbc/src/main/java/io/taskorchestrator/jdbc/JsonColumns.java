package io.taskorchestrator.jdbc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lists and maps of texts as JSON in one column; null for empty ones. */
final class JsonColumns {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonColumns() {}

    static @Nullable String ofList(List<String> texts) {
        if (texts.isEmpty()) {
            return null;
        }
        return written(out -> {
            out.writeStartArray();
            for (String text : texts) {
                out.writeString(text);
            }
            out.writeEndArray();
        });
    }

    static List<String> list(@Nullable String json) {
        if (json == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        try (JsonParser in = JSON.createParser(json)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.VALUE_STRING) {
                texts.add(in.getText());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A column does not hold the JSON that was written", e);
        }
        return texts;
    }

    static @Nullable String ofMap(Map<String, String> texts) {
        if (texts.isEmpty()) {
            return null;
        }
        return written(out -> {
            out.writeStartObject();
            for (Map.Entry<String, String> entry : new TreeMap<>(texts).entrySet()) {
                out.writeStringField(entry.getKey(), entry.getValue());
            }
            out.writeEndObject();
        });
    }

    static Map<String, String> map(@Nullable String json) {
        if (json == null) {
            return Map.of();
        }
        Map<String, String> texts = new HashMap<>();
        try (JsonParser in = JSON.createParser(json)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
                texts.put(name, in.getText());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A column does not hold the JSON that was written", e);
        }
        return texts;
    }

    private interface Writing {
        void to(JsonGenerator out) throws IOException;
    }

    private static String written(Writing writing) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory never fails", e);
        }
        return text.toString();
    }
}
