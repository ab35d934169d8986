package io.taskorchestrator.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An answer as a document shows it: real ones must have all its fields, of the same types. */
final class ShownAnswer {

    /** What a real answer repeats exactly. */
    private static final Set<String> SAME = Set.of(
            "success",
            "status",
            "priority",
            "work_directory",
            "prompt",
            "tags",
            "worker_id",
            "reason",
            "retry_count",
            "max_retries",
            "limit",
            "offset",
            "has_more",
            "code");

    /** What may be null, where it cannot be measured. */
    private static final Set<String> MEASURED = Set.of("response_time", "cpu_usage", "active_connections");

    /** What belongs to the producer: the server neither adds nor drops anything in it. */
    private static final Set<String> OPAQUE = Set.of("metadata");

    private ShownAnswer() {}

    /** In what {@code real} differs from {@code shown}; empty if it has everything. */
    static List<String> differences(Json shown, Json real) {
        List<String> differences = new ArrayList<>();
        compare("", "", shown, real, differences);
        return differences;
    }

    private static void compare(String place, String name, Json shown, Json real, List<String> differences) {
        if (real.isNull() && MEASURED.contains(name)) {
            return;
        }
        if (!type(shown).equals(type(real))) {
            differences.add("%s is shown as %s, but is %s".formatted(place, type(shown), type(real)));
        } else if (SAME.contains(name) && !shown.equals(real)) {
            differences.add("%s is shown as %s, but is %s".formatted(place, shown.value(), real.value()));
        } else if (shown.value() instanceof Map<?, ?> && !OPAQUE.contains(name)) {
            compareFields(place, shown, real, differences);
        } else if (shown.value() instanceof List<?> list && !list.isEmpty()) {
            if (real.size() == 0) {
                differences.add(place + " is empty");
            }
            for (int i = 0; i < real.size(); i++) {
                compare(place + "[" + i + "]", "", shown.at(0), real.at(i), differences);
            }
        }
    }

    private static void compareFields(String place, Json shown, Json real, List<String> differences) {
        for (String field : shown.names()) {
            if (real.names().contains(field)) {
                compare(place + "/" + field, field, shown.at(field), real.at(field), differences);
            } else {
                differences.add(place + "/" + field + " is missing");
            }
        }
    }

    private static String type(Json json) {
        if (json.value() instanceof Map<?, ?>) {
            return "an object";
        }
        if (json.value() instanceof List<?>) {
            return "an array";
        }
        if (json.value() instanceof Number) {
            return "a number";
        }
        return json.isNull() ? "null" : json.value().getClass().getSimpleName();
    }
}
