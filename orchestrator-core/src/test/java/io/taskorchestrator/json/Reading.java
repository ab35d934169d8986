package io.taskorchestrator.json;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Texts of requests, and what is said against them. */
final class Reading {

    private Reading() {}

    static NewTask newTask(String json) {
        return RequestJson.NEW_TASK.read(bytes(json));
    }

    static NewTask newTaskWith(String name, String value) {
        return newTask(with(name, value));
    }

    /** A new task with one more field. */
    static String with(String name, String value) {
        return "{\"work_directory\":\"/a\",\"prompt\":\"p\",\"%s\":%s}".formatted(name, value);
    }

    /** An object that is nested {@code depth} levels, itself counted. */
    static String nested(int depth) {
        return "{\"k\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}";
    }

    static List<String> fields(JsonForm<?> form, String json) {
        return violations(form, json).stream().map(Violation::field).toList();
    }

    static List<Violation> violations(JsonForm<?> form, String json) {
        return catchThrowableOfType(InvalidInputException.class, () -> form.read(bytes(json)))
                .violations();
    }

    static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
