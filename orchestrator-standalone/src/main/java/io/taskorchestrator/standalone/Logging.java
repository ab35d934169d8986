package io.taskorchestrator.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * Sets up the log: lines go to standard output, pretty or as JSON.
 *
 * <p>The level is that of our own loggers. Libraries write warnings and worse at any level, on purpose: Jetty's DEBUG
 * lines hold whole requests, with the API keys in them.
 */
final class Logging {

    private static final String OURS = "io.taskorchestrator";

    /** Jetty warns of malformed requests, and quotes them: who sends them would write our log. They are answered with 400. */
    private static final String WARNS_OF_CLIENTS = "org.eclipse.jetty.http";

    private static final String WARNS_OF_CLIENTS_TOO = "org.eclipse.jetty.util.HostPort";

    /** Control characters become spaces: one event is one line, whatever its message quotes. */
    private static final String PATTERN =
            "%d{HH:mm:ss.SSS} %-5level %-16logger{0} %replace(%msg){'[\\p{Cntrl}]', ' '} %kvp{NONE}%n";

    private Logging() {}

    /** Writes lines as {@code settings} say from now on. The lines of start and stop are written at any level but off. */
    static void start(LogSettings settings) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        ConsoleAppender<ILoggingEvent> console =
                console(context, settings.format() == LogFormat.JSON ? json(context) : pretty(context));
        console.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(console);
        root.setLevel(atLeast(settings.level(), Level.WARN));
        context.getLogger(WARNS_OF_CLIENTS).setLevel(atLeast(settings.level(), Level.ERROR));
        context.getLogger(WARNS_OF_CLIENTS_TOO).setLevel(atLeast(settings.level(), Level.ERROR));
        context.getLogger(OURS).setLevel(settings.level());
        if (settings.level() != Level.OFF && settings.level().isGreaterOrEqual(Level.INFO)) {
            context.getLogger(Server.class).setLevel(Level.INFO);
        }
    }

    /** Writes what a person should know to the error output from now on; standard output is for what was asked for. */
    static void onError() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        ConsoleAppender<ILoggingEvent> console = console(context, pretty(context));
        console.setTarget("System.err");
        console.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(console);
        root.setLevel(Level.WARN);
        context.getLogger(OURS).setLevel(Level.INFO);
    }

    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context, Encoder<ILoggingEvent> encoder) {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("console");
        console.setEncoder(encoder);
        return console;
    }

    /** Does {@code start} without a word of Javalin's: if it fails, that is told by who asked for it, in one line. */
    static <T> T withoutJavalin(Supplier<T> start) {
        Logger javalin = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("io.javalin.Javalin");
        javalin.setLevel(Level.OFF);
        try {
            return start.get();
        } finally {
            javalin.setLevel(null);
        }
    }

    private static Level atLeast(Level level, Level least) {
        return level.isGreaterOrEqual(least) ? level : least;
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithContext(false);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithMarkers(false);
        encoder.setWithMDC(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> pretty(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern(PATTERN);
        encoder.start();
        return encoder;
    }
}
