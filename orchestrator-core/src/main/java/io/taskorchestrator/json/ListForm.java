package io.taskorchestrator.json;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** An object with one field, which is an array: {@code {"tasks": […]}}. */
final class ListForm {

    private ListForm() {}

    static <T> JsonForm<List<T>> answer(String name, JsonForm<T> element) {
        return JsonForm.answer(
                (values, out) -> write(name, values, element, out), in -> read(name, in, element, Integer.MAX_VALUE));
    }

    static <T> JsonForm<List<T>> request(String name, JsonForm<T> element, int most) {
        return JsonForm.request(
                (values, out) -> write(name, values, element, out), in -> read(name, in, element, most));
    }

    private static <T> void write(String name, List<T> values, JsonForm<T> element, JsonOutput out) throws IOException {
        out.start();
        out.startArray(name);
        for (T value : values) {
            element.write(value, out);
        }
        out.endArray();
        out.end();
    }

    private static <T> Optional<List<T>> read(String name, JsonInput in, JsonForm<T> element, int most)
            throws IOException {
        Elements<T> elements = new Elements<>(name, in, element, most);
        return in.object(elements, () -> elements.values.orElseThrow(), name);
    }

    private static final class Elements<T> implements JsonInput.Fields {

        private final String field;
        private final JsonInput in;
        private final JsonForm<T> element;
        private final int most;
        private Optional<List<T>> values = Optional.empty();

        private Elements(String field, JsonInput in, JsonForm<T> element, int most) {
            this.field = field;
            this.in = in;
            this.element = element;
            this.most = most;
        }

        @Override
        public boolean read(String name) throws IOException {
            if (!name.equals(field)) {
                return false;
            }
            values = in.array(() -> element.read(in), most);
            return true;
        }
    }
}
