package io.taskorchestrator.task;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The textual names of enum constants: lower case when written, any case when read. */
final class Names {

    private Names() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static <E extends Enum<E>> E parse(String field, String text, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(text)) {
                return constant;
            }
        }
        String allowed = Arrays.stream(type.getEnumConstants()).map(Names::of).collect(Collectors.joining(", "));
        throw new InvalidInputException(
                field, "must be one of %s, but is '%s'".formatted(allowed, TaskText.shortened(text, 60)));
    }
}
