package io.taskorchestrator.standalone.command;

import java.util.stream.Collectors;

/**
 * Text of other people's, fit to be shown in a terminal: whatever a terminal would obey instead of showing it is replaced
 * by a picture of it. That is every control character, what turns the direction of writing, and what is invisible.
 */
public final class Plain {

    private static final int PICTURES = 0x2400;
    private static final int PICTURE_OF_DELETE = 0x2421;
    private static final int REPLACEMENT = 0xFFFD;
    private static final int FIRST_PRINTABLE = 0x20;
    private static final int DELETE = 0x7F;
    private static final int NON_JOINER = 0x200C;
    private static final int JOINER = 0x200D;

    private Plain() {}

    /** The text in one line. */
    public static String line(String text) {
        return replaced(text, false);
    }

    /** The text in one line, of a long one the beginning and an ellipsis: at most {@code longest} code points. */
    public static String line(String text, int longest) {
        if (text.codePointCount(0, text.length()) <= longest) {
            return line(text);
        }
        return line(text.substring(0, text.offsetByCodePoints(0, longest - 1))) + "…";
    }

    /** The text with its line breaks and tabs, each line indented: none can pretend to be one of ours. */
    static String indented(String text) {
        return replaced(text.replace("\r\n", "\n"), true)
                .lines()
                .map(line -> "  " + line)
                .collect(Collectors.joining("\n"));
    }

    /** The same JSON, with everything that a terminal might obey written as an escape. */
    static String json(String json) {
        StringBuilder plain = new StringBuilder(json.length());
        json.codePoints().forEach(c -> {
            if (isHarmless(c)) {
                plain.appendCodePoint(c);
            } else {
                for (char unit : Character.toChars(c)) {
                    plain.append("\\u%04x".formatted((int) unit));
                }
            }
        });
        return plain.toString();
    }

    private static String replaced(String text, boolean keepsLines) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean kept = isHarmless(c) || (keepsLines && (c == '\n' || c == '\t'));
            plain.appendCodePoint(kept ? c : picture(c));
        });
        return plain.toString();
    }

    private static int picture(int c) {
        if (c < FIRST_PRINTABLE) {
            return PICTURES + c;
        }
        return c == DELETE ? PICTURE_OF_DELETE : REPLACEMENT;
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            case Character.FORMAT -> c == JOINER || c == NON_JOINER;
            default -> true;
        };
    }
}
