package io.taskorchestrator.task;

/**
 * A JSON object kept as the text in which it was given: opaque to the orchestrator and echoed as it is. Whether the text
 * is well-formed is checked where tasks enter (see the {@code json} package).
 *
 * @param text the object, with its braces
 */
public record JsonText(String text) {

    /** The empty object. */
    public static final JsonText EMPTY = new JsonText("{}");

    /**
     * Wraps {@code text}.
     *
     * @throws InvalidInputException naming {@code json} if the text does not begin and end as a JSON object does
     */
    public JsonText {
        String trimmed = text.strip();
        if (!trimmed.startsWith("{") || !trimmed.endsWith("}")) {
            throw new InvalidInputException("json", "must be a JSON object");
        }
    }

    /**
     * Wraps {@code text}.
     *
     * @throws InvalidInputException as the constructor
     */
    public static JsonText of(String text) {
        return new JsonText(text);
    }

    /**
     * Returns this object if its UTF-8 form has at most {@code maxBytes} bytes, and every store can keep its characters.
     *
     * @throws InvalidInputException naming {@code field} if it is larger, or holds U+0000 or a lone surrogate
     */
    public JsonText requireBytes(String field, int maxBytes) {
        TaskText.requireBytes(field, text, maxBytes);
        if (!text.equals("{}")) {
            TaskText.require(field, text, 2, Integer.MAX_VALUE);
        }
        return this;
    }

    @Override
    public String toString() {
        return text;
    }
}
