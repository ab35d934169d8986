package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The statements of a class: its constants that are some, and those in its maps. Parts of statements are left out. */
final class Statements {

    private static final Set<String> BEGINNINGS = Set.of("SELECT", "WITH", "UPDATE", "DELETE");

    private Statements() {}

    static List<String> of(Class<?> type) throws IllegalAccessException {
        List<String> statements = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                Object value = field.get(null);
                if (value instanceof Map<?, ?> map) {
                    map.values().forEach(each -> addIfWhole(statements, each));
                } else {
                    addIfWhole(statements, value);
                }
            }
        }
        assertThat(statements).isNotEmpty();
        return statements;
    }

    private static void addIfWhole(List<String> statements, Object value) {
        if (value instanceof String constant) {
            String text = constant.endsWith("%s") ? constant.formatted("") : constant;
            String start = text.strip().split("\\s", 2)[0].toUpperCase(Locale.ROOT);
            boolean isPart = text.contains("%s") || text.endsWith("FROM") || text.endsWith("t.reason");
            if (!isPart && BEGINNINGS.contains(start)) {
                statements.add(text);
            }
        }
    }
}
