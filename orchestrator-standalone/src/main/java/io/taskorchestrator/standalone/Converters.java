package io.taskorchestrator.standalone;

import ch.qos.logback.classic.Level;
import io.taskorchestrator.http.access.AccessSettings;
import io.taskorchestrator.http.access.InvalidAccessException;
import io.taskorchestrator.standalone.command.Spans;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.InvalidInputException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The texts that options accept. Each failure says what is allowed; who reports it adds what was given, and where. */
final class Converters {

    /** Digits beyond this are no number that anything here allows. */
    private static final int MOST_DIGITS = 15;

    private static final Duration LONGEST_KEPT = Duration.ofDays(3_660);

    private Converters() {}

    /** Any text. */
    static final class Text implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (text.isBlank()) {
                throw new TypeConversionException("must not be empty");
            }
            return text.strip();
        }
    }

    /** A path; whether there is a file is seen when it is read. */
    static final class FileName implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            if (text.isBlank() || text.indexOf('\0') >= 0) {
                throw new TypeConversionException("must be the name of a file");
            }
            return Path.of(text);
        }
    }

    /** A port to listen on. */
    static final class Port implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return (int) number(text, 0, 65_535);
        }
    }

    /** How often a task may be tried again. */
    static final class Retries implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return (int) number(text, 0, 100);
        }
    }

    /** Requests per minute. */
    static final class Rate implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return (int) number(text, 0, 10_000_000);
        }
    }

    /** How long one request may take. */
    static final class RequestTime implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return duration(text, Duration.ofSeconds(1), Duration.ofHours(1));
        }
    }

    /** How long one attempt at a task may take. */
    static final class AttemptTime implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return duration(text, Duration.ofSeconds(1), Duration.ofDays(7));
        }
    }

    /** Any time from nothing to ten years. */
    static final class Span implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return duration(text, Duration.ZERO, LONGEST_KEPT);
        }
    }

    /** Bytes of memory. */
    static final class Size implements ITypeConverter<Long> {

        private static final Pattern FORM = Pattern.compile("(\\d{1,15})([kmg]?)", Pattern.CASE_INSENSITIVE);
        private static final Map<String, Long> UNITS = Map.of("", 1L, "k", 1L << 10, "m", 1L << 20, "g", 1L << 30);
        private static final long LEAST = 1L << 20;

        @Override
        public Long convert(String text) {
            long most = Runtime.getRuntime().maxMemory();
            Matcher form = FORM.matcher(text.strip());
            if (form.matches()) {
                long count = Long.parseLong(form.group(1));
                long unit = UNITS.getOrDefault(form.group(2).toLowerCase(Locale.ROOT), 1L);
                if (count <= most / unit && count * unit >= LEAST) {
                    return count * unit;
                }
            }
            throw new TypeConversionException(
                    "must be bytes, or a number with K, M or G, from 1M to the heap's size, which is " + (most >> 20)
                            + "M here");
        }
    }

    /** What a task claims of its directory. */
    static final class Access implements ITypeConverter<DirectoryAccess> {
        @Override
        public DirectoryAccess convert(String text) {
            try {
                return DirectoryAccess.parse(text.strip());
            } catch (InvalidInputException e) {
                throw oneOf(Arrays.stream(DirectoryAccess.values())
                        .map(DirectoryAccess::text)
                        .toList());
            }
        }
    }

    /** Where tasks are kept. The value may hold a password. */
    static final class DatabaseUrl implements ITypeConverter<Database> {
        @Override
        public Database convert(String text) {
            return Database.of(text);
        }
    }

    /** Yes or no. */
    static final class Truth implements ITypeConverter<Boolean> {
        @Override
        public Boolean convert(String text) {
            return switch (text.strip().toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw oneOf(List.of("true", "false"));
            };
        }
    }

    /** The origins whose web pages may call. */
    static final class OriginList implements ITypeConverter<Origins> {
        @Override
        public Origins convert(String text) {
            Set<String> origins =
                    Arrays.stream(text.split(",", -1)).map(String::strip).collect(Collectors.toSet());
            try {
                return new Origins(
                        AccessSettings.STANDARD.withCorsOrigins(origins).corsOrigins());
            } catch (InvalidAccessException e) {
                throw new TypeConversionException("must be origins such as https://tasks.example.org, comma-separated");
            }
        }
    }

    /** From which level on lines are written. */
    static final class LogLevel implements ITypeConverter<Level> {

        static final List<Level> LEVELS =
                List.of(Level.OFF, Level.ERROR, Level.WARN, Level.INFO, Level.DEBUG, Level.TRACE);

        @Override
        public Level convert(String text) {
            return LEVELS.stream()
                    .filter(level -> level.levelStr.equalsIgnoreCase(text.strip()))
                    .findFirst()
                    .orElseThrow(() -> oneOf(LEVELS.stream()
                            .map(level -> level.levelStr.toLowerCase(Locale.ROOT))
                            .toList()));
        }
    }

    /** How lines are written. */
    static final class Format implements ITypeConverter<LogFormat> {
        @Override
        public LogFormat convert(String text) {
            return Arrays.stream(LogFormat.values())
                    .filter(format -> format.name().equalsIgnoreCase(text.strip()))
                    .findFirst()
                    .orElseThrow(() -> oneOf(Arrays.stream(LogFormat.values())
                            .map(format -> format.name().toLowerCase(Locale.ROOT))
                            .toList()));
        }
    }

    private static long number(String text, long least, long most) {
        String digits = text.strip();
        if (digits.matches("\\d{1," + MOST_DIGITS + "}")) {
            long number = Long.parseLong(digits);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new TypeConversionException("must be a whole number from " + least + " to " + most);
    }

    private static Duration duration(String text, Duration least, Duration most) {
        return Spans.parse(text)
                .filter(span -> span.compareTo(least) >= 0 && span.compareTo(most) <= 0)
                .orElseThrow(() -> new TypeConversionException(
                        "must be " + Spans.FORMS + ", from " + bound(least) + " to " + bound(most)));
    }

    private static String bound(Duration value) {
        if (value.toDays() > 0) {
            return value.toDays() + "d";
        }
        return value.toHours() > 0 ? value.toHours() + "h" : value.toSeconds() + "s";
    }

    private static TypeConversionException oneOf(List<String> allowed) {
        return new TypeConversionException(allowed.stream().collect(Collectors.joining(", ", "must be one of ", "")));
    }
}
