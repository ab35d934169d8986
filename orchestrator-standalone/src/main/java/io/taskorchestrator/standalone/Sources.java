package io.taskorchestrator.standalone;

import io.taskorchestrator.standalone.command.Plain;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/**
 * Gives options their values: a flag wins over the environment, that over the configuration file, that over the default.
 *
 * <p>An empty value is a value, and mostly a bad one: a variable that was meant to hold keys must not silently mean none.
 */
final class Sources {

    private static final int LONGEST_SHOWN = 80;

    private static final String PREFIX = "APP_";

    /** A name of the Rust program that this server follows; other programs read it too, with forms of their own. */
    private static final String RUST_LOG = "RUST_LOG";

    private final Map<String, String> environment;

    Sources(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * Puts values into the options that the command line has not given.
     *
     * @return what an operator should know about it, a sentence each
     * @throws ParameterException if a value is not allowed, or the configuration file cannot be read
     */
    List<String> fill(ParseResult parsed, String fileOption) {
        CommandSpec command = parsed.commandSpec();
        OptionSpec fileSpec = command.findOption(fileOption);
        fill(parsed, fileSpec, environment);
        Optional<Path> file = Optional.ofNullable(fileSpec.getValue());
        Map<String, String> written = file.isPresent() ? read(command, fileSpec, file.get()) : Map.of();
        Set<String> known = known(command);
        requireKnown(command, fileSpec, written.keySet(), known);
        for (OptionSpec option : command.options()) {
            if (!fill(parsed, option, environment)) {
                fill(parsed, option, written);
            }
        }
        return environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !known.contains(name))
                .sorted()
                .map(name -> "The environment variable " + name + " is no setting of this server and has no effect")
                .toList();
    }

    /** The variable of an option; empty if it has none. */
    static Optional<Variable> variable(OptionSpec option) {
        return option.userObject() instanceof java.lang.reflect.AnnotatedElement element
                ? Optional.ofNullable(element.getAnnotation(Variable.class))
                : Optional.empty();
    }

    /** How an option is called in a message: flag and variable. */
    static String name(OptionSpec option) {
        return option.longestName()
                + variable(option).map(names -> " (" + names.value()[0] + ")").orElse("");
    }

    /** The line that says what is wrong with a value: which, what was given if that is no secret, and what is allowed. */
    static String complaint(OptionSpec option, String given, String allowed) {
        boolean secret = variable(option).map(Variable::secret).orElse(false);
        return name(option) + " " + allowed + (secret ? "" : ", but is '" + Plain.line(given, LONGEST_SHOWN) + "'");
    }

    /** Takes a value from {@code values}, unless the command line has given one; returns whether there is a value now. */
    private static boolean fill(ParseResult parsed, OptionSpec option, Map<String, String> values) {
        if (parsed.hasMatchedOption(option)) {
            return true;
        }
        for (String name : variable(option).map(Variable::value).orElse(new String[0])) {
            Optional<String> text = Optional.ofNullable(values.get(name));
            if (name.equals(RUST_LOG)) {
                text = text.flatMap(Sources::plainLevel);
            }
            if (text.isPresent()) {
                option.setValue(converted(parsed.commandSpec(), option, text.get()));
                return true;
            }
        }
        return false;
    }

    private static Object converted(CommandSpec command, OptionSpec option, String text) {
        try {
            return option.converters()[0].convert(text);
        } catch (TypeConversionException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e, option, text);
        } catch (Exception e) {
            throw new IllegalStateException("The converter of " + name(option) + " must not fail so", e);
        }
    }

    /** The level for everything in a list such as {@code info,hyper=debug}; what is about single targets is not for us. */
    private static Optional<String> plainLevel(String directives) {
        return List.of(directives.split(",", -1)).stream()
                .map(String::strip)
                .filter(text ->
                        Converters.LogLevel.LEVELS.stream().anyMatch(level -> level.levelStr.equalsIgnoreCase(text)))
                .findFirst();
    }

    /** The variables of all commands: the same environment and the same file serve each of them. */
    private static Set<String> known(CommandSpec command) {
        return command.root().subcommands().values().stream()
                .flatMap(each -> each.getCommandSpec().options().stream())
                .flatMap(option -> variable(option).stream())
                .flatMap(variable -> Arrays.stream(variable.value()))
                .collect(Collectors.toSet());
    }

    private static Map<String, String> read(CommandSpec command, OptionSpec fileSpec, Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ParameterException(
                    command.commandLine(),
                    complaint(fileSpec, file.toString(), "must be a readable properties file in UTF-8"),
                    e);
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }

    private static void requireKnown(CommandSpec command, OptionSpec fileSpec, Set<String> written, Set<String> known) {
        Set<String> unknown = new TreeSet<>(written);
        unknown.removeAll(known);
        variable(fileSpec).ifPresent(own -> {
            if (written.contains(own.value()[0])) {
                unknown.add(own.value()[0]);
            }
        });
        if (!unknown.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(),
                    name(fileSpec) + " names a file with the unknown setting '"
                            + Plain.line(unknown.iterator().next(), LONGEST_SHOWN) + "'");
        }
    }
}
