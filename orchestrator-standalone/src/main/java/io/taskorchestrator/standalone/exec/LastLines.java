package io.taskorchestrator.standalone.exec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** The last lines of an output as somebody would see them in a terminal, without colours and other codes. */
final class LastLines {

    private static final int LINES = 5;

    /** So many bytes of the end are looked at. */
    private static final int BYTES = 8 * 1024;

    /**
     * Control sequences, operating system commands and other escapes, after ECMA-48: {@code ESC [ … m} and the like, in
     * their forms of seven and of eight bits.
     */
    private static final Pattern CODES =
            Pattern.compile("(?:\\u001B\\[|\\u009B)[0-?]*[ -/]*[@-~]|(?:\\u001B\\]|\\u009D)[^\\u0007\\u001B\\u009C]*"
                    + "(?:\\u0007|\\u001B\\\\|\\u009C)?|\\u001B[ -/]*[0-~]");

    private LastLines() {}

    /**
     * The last lines of {@code output} that are not blank.
     *
     * @param longest at most so many code points, the last ones
     */
    static String of(OutputTail output, int longest) {
        String text = CODES.matcher(new String(output.last(BYTES), StandardCharsets.UTF_8))
                .replaceAll("")
                .replace("\r\n", "\n");
        List<String> lines = new ArrayList<>();
        for (int end = text.length(); end >= 0 && lines.size() < LINES; ) {
            int start = text.lastIndexOf('\n', end - 1) + 1;
            String line = visible(text.substring(start, end));
            if (!line.isBlank()) {
                lines.add(line);
            }
            end = start - 1;
        }
        Collections.reverse(lines);
        return ending(String.join("\n", lines), longest);
    }

    /** What a line shows in the end: a carriage return begins it anew. */
    private static String visible(String line) {
        String whole = line.stripTrailing();
        String shown = whole.substring(whole.lastIndexOf('\r') + 1);
        return shown.codePoints()
                .filter(c -> c == '\t' || !Character.isISOControl(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String ending(String text, int longest) {
        int length = text.codePointCount(0, text.length());
        return length <= longest ? text : text.substring(text.offsetByCodePoints(0, length - longest));
    }
}
