package io.taskorchestrator.standalone;

import java.util.stream.Collectors;

/** Text of somebody else's, fit to be shown within one line. */
final class Printable {

    private static final int LONGEST = 80;

    private Printable() {}

    /** The text, shortened, with each control character as a question mark. */
    static String of(String text) {
        String visible = line(
                text.codePoints().limit(LONGEST).mapToObj(Character::toString).collect(Collectors.joining()));
        return text.codePointCount(0, text.length()) > LONGEST ? visible + "…" : visible;
    }

    /** The whole text, with each control character as a question mark. */
    static String line(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }
}
