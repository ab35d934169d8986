package io.taskorchestrator.task;

import java.nio.charset.StandardCharsets;

/** The limits that hold for every piece of text: its length in code points, and that it can be stored anywhere. */
public final class TaskText {

    private static final char REPLACEMENT = '\uFFFD';

    private TaskText() {}

    /**
     * Returns {@code value} if it has {@code min} to {@code max} code points and only characters that every store can
     * keep.
     *
     * @throws InvalidInputException if it is shorter or longer, or holds U+0000 or a lone surrogate
     */
    public static String require(String field, String value, int min, int max) {
        requireLength(field, value, min, max);
        int bad = firstUnstorable(value, 0);
        if (bad >= 0) {
            throw new InvalidInputException(
                    field,
                    "must not contain U+0000 or a lone surrogate, but has U+%04X at index %d"
                            .formatted((int) value.charAt(bad), bad));
        }
        return value;
    }

    /**
     * Checks that {@code value} has {@code min} to {@code max} code points.
     *
     * @throws InvalidInputException if it is shorter or longer
     */
    public static void requireLength(String field, String value, int min, int max) {
        if (value.length() >= min * 2 && value.length() <= max) {
            return; // a code point is one or two chars, so counting them would make no difference
        }
        int length = value.codePointCount(0, value.length());
        if (length < min || length > max) {
            throw new InvalidInputException(
                    field, "must have %d to %d characters, but has %d".formatted(min, max, length));
        }
    }

    /**
     * Returns {@code value} with U+0000 and lone surrogates replaced by U+FFFD: finished work is never refused for a
     * character.
     */
    public static String repaired(String value) {
        int bad = firstUnstorable(value, 0);
        if (bad < 0) {
            return value;
        }
        StringBuilder text = new StringBuilder(value);
        for (; bad >= 0; bad = firstUnstorable(value, bad + 1)) {
            text.setCharAt(bad, REPLACEMENT);
        }
        return text.toString();
    }

    /** Returns at most the first {@code max} code points of {@code value}, with what cannot be stored replaced. */
    public static String shortened(String value, int max) {
        String text = repaired(value);
        if (text.length() <= max || text.codePointCount(0, text.length()) <= max) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, max));
    }

    /**
     * Returns {@code value} if its UTF-8 form has at most {@code maxBytes} bytes.
     *
     * @throws InvalidInputException if it is longer
     */
    public static String requireBytes(String field, String value, int maxBytes) {
        if (value.length() > maxBytes / 3) {
            int bytes = value.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > maxBytes) {
                throw new InvalidInputException(
                        field, "must have at most %d bytes, but has %d".formatted(maxBytes, bytes));
            }
        }
        return value;
    }

    private static int firstUnstorable(String value, int from) {
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0) {
                return i;
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < value.length()
                        && Character.isLowSurrogate(value.charAt(i + 1));
                if (!pair) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
