package io.taskorchestrator.standalone.command;

import io.taskorchestrator.task.InvalidInputException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people write them. */
public final class Spans {

    /** What {@link #parse(String)} takes, in words. */
    public static final String FORMS = "seconds, or a number with ms, s, m, h or d";

    /** So many digits are more than anything here allows, and fewer than a {@link Duration} does. */
    private static final Pattern SPAN = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)?", Pattern.CASE_INSENSITIVE);

    private Spans() {}

    /** Reads {@link #FORMS}, in any case and with blanks around; empty if it is none of these. */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = SPAN.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? "s" : matcher.group(2).toLowerCase(Locale.ROOT);
        return Optional.of(
                switch (unit) {
                    case "ms" -> Duration.ofMillis(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    case "d" -> Duration.ofDays(number);
                    default -> Duration.ofSeconds(number);
                });
    }

    /**
     * Reads the time that {@code option} gives.
     *
     * @throws InvalidInputException naming {@code option} if it is none
     */
    static Duration parse(String option, String text) {
        return parse(text)
                .orElseThrow(() -> new InvalidInputException(
                        option,
                        "must be a time such as 90, 30s, 5m or 2h, but is '%s'".formatted(Plain.line(text, 60))));
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
