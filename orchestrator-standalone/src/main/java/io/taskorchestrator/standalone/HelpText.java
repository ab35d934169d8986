package io.taskorchestrator.standalone;

import java.lang.reflect.Field;
import java.util.Optional;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;

/** The list of options as the help shows it: under headings, each with its flag, its variable and its default. */
final class HelpText {

    private static final String INDENT = "        ";
    private static final int WIDTH = 100;

    private HelpText() {}

    /** All options that are not hidden, in the order of their declaration. */
    static String options(Help help) {
        StringBuilder text = new StringBuilder();
        String heading = "";
        for (OptionSpec option : help.commandSpec().options()) {
            if (option.hidden()) {
                continue;
            }
            String next = heading(option);
            if (!next.equals(heading)) {
                heading = next;
                text.append(System.lineSeparator()).append(heading).append(System.lineSeparator());
            }
            append(text, help, option);
        }
        return text.toString();
    }

    private static String heading(OptionSpec option) {
        return option.userObject() instanceof Field field
                ? Optional.ofNullable(field.getDeclaringClass().getAnnotation(Heading.class))
                        .map(Heading::value)
                        .orElse("Other")
                : "Other";
    }

    private static void append(StringBuilder text, Help help, OptionSpec option) {
        String label = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
        text.append("  ")
                .append(help.colorScheme().optionText(String.join(", ", option.names())))
                .append(label)
                .append(System.lineSeparator());
        wrap(text, String.join(" ", option.description()));
        Sources.variable(option)
                .ifPresent(variable -> wrap(
                        text, String.join(" or ", variable.value()) + "; default: " + byDefault(option, variable)));
    }

    private static String byDefault(OptionSpec option, Variable variable) {
        return Optional.ofNullable(option.defaultValue()).orElse(variable.otherwise());
    }

    /** Appends the sentence, with as many words in a line as fit. */
    private static void wrap(StringBuilder text, String sentence) {
        int column = 0;
        for (String word : sentence.split(" ", -1)) {
            if (column == 0 || column + 1 + word.length() > WIDTH) {
                text.append(column == 0 ? "" : System.lineSeparator())
                        .append(INDENT)
                        .append(word);
                column = INDENT.length() + word.length();
            } else {
                text.append(' ').append(word);
                column += 1 + word.length();
            }
        }
        text.append(System.lineSeparator());
    }
}
