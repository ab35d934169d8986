package io.taskorchestrator.standalone.command;

import io.taskorchestrator.task.InvalidInputException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people write them. */
final class Spans {

    private static final Pattern SPAN = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)?");

    private Spans() {}

    /**
     * Reads seconds, or a number with {@code ms}, {@code s}, {@code m}, {@code h} or {@code d}.
     *
     * @throws InvalidInputException naming {@code option} if it is none of these
     */
    static Duration parse(String option, String text) {
        Matcher matcher = SPAN.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidInputException(
                    option, "must be a time such as 90, 30s, 5m or 2h, but is '%s'".formatted(Plain.line(text, 60)));
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? "s" : matcher.group(2);
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofSeconds(number);
        };
    }

    /** A time in one or two units: {@code 4.5 s}, {@code 3 min 20 s}, {@code 2 d 5 h}. */
    static String text(Duration span) {
        long seconds = span.toSeconds();
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", (double) span.toMillis() / 1_000);
        }
        if (seconds < 3_600) {
            return span.toMinutes() + " min " + span.toSecondsPart() + " s";
        }
        return span.toHours() < 24
                ? span.toHours() + " h " + span.toMinutesPart() + " min"
                : span.toDays() + " d " + span.toHoursPart() + " h";
    }
}
