package io.taskorchestrator.json;

import io.taskorchestrator.task.Violation;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What went wrong. Of several violations the first stands in {@code details} itself, for clients that look no further, and
 * all of them in {@code details.errors}.
 */
final class ErrorForm implements JsonInput.Fields {

    private final JsonInput in;
    private Optional<String> code = Optional.empty();
    private String message = "";
    private final Map<String, Object> details = new HashMap<>();
    private List<Violation> violations = List.of();

    private ErrorForm(JsonInput in) {
        this.in = in;
    }

    static void write(ErrorAnswer error, JsonOutput out) throws IOException {
        out.start();
        out.text("code", error.code());
        out.freeText("message", error.message());
        if (!error.details().isEmpty() || !error.violations().isEmpty()) {
            out.start("details");
            if (!error.violations().isEmpty()) {
                writeViolations(error.violations(), out);
            }
            // Sorted, so that the same error is always the same text.
            for (Map.Entry<String, ?> detail : new TreeMap<>(error.details()).entrySet()) {
                if (detail.getValue() instanceof Number number) {
                    out.number(detail.getKey(), number.longValue());
                } else {
                    out.freeText(detail.getKey(), detail.getValue().toString());
                }
            }
            out.end();
        }
        out.end();
    }

    private static void writeViolations(List<Violation> violations, JsonOutput out) throws IOException {
        write(violations.get(0), out);
        out.startArray("errors");
        for (Violation violation : violations) {
            out.start();
            write(violation, out);
            out.end();
        }
        out.endArray();
    }

    private static void write(Violation violation, JsonOutput out) throws IOException {
        out.freeText("field", violation.field());
        out.freeText("message", violation.message());
    }

    static Optional<ErrorAnswer> read(JsonInput in) throws IOException {
        ErrorForm form = new ErrorForm(in);
        return in.object(form, form::build, "code");
    }

    @Override
    public boolean read(String name) throws IOException {
        switch (name) {
            case "code" -> code = in.text();
            case "message" -> message = in.text().orElse(message);
            case "details" -> in.object(this::readDetail, () -> this);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Text and whole numbers; what else a newer server may tell is passed over. */
    private boolean readDetail(String name) throws IOException {
        if (name.equals("errors")) {
            violations =
                    in.array(() -> FieldViolation.read(in), Integer.MAX_VALUE).orElse(violations);
            return true;
        }
        Optional<?> value = in.simple();
        value.ifPresent(known -> details.put(name, known));
        return value.isPresent();
    }

    private ErrorAnswer build() {
        if (!violations.isEmpty()) {
            details.remove("field");
            details.remove("message");
        }
        return new ErrorAnswer(code.orElseThrow(), message, details, violations);
    }

    /** One thing that was wrong with the input. */
    private static final class FieldViolation implements JsonInput.Fields {

        private final JsonInput in;
        private Optional<String> field = Optional.empty();
        private String message = "";

        private FieldViolation(JsonInput in) {
            this.in = in;
        }

        static Optional<Violation> read(JsonInput in) throws IOException {
            FieldViolation violation = new FieldViolation(in);
            return in.object(violation, () -> new Violation(violation.field.orElseThrow(), violation.message), "field");
        }

        @Override
        public boolean read(String name) throws IOException {
            switch (name) {
                case "field" -> field = in.text();
                case "message" -> message = in.text().orElse(message);
                default -> {
                    return false;
                }
            }
            return true;
        }
    }
}
