package io.taskorchestrator.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.provider.Arguments;

/** Input at the limits and beyond. */
final class Inputs {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    /** One code point of two Java characters and four bytes of UTF-8. */
    static final String EMOJI = "\uD83D\uDE00";

    /** Makes a value that may be refused. */
    interface Making {
        Object make();
    }

    private Inputs() {}

    static Arguments refused(String field, Making making) {
        return Arguments.of(field, making);
    }

    static Arguments accepted(Making making) {
        return Arguments.of(making);
    }

    /** Checks that the value is refused, for {@code field} and nothing else. */
    static Violation assertRefused(String field, Making making) {
        InvalidInputException refusal = catchThrowableOfType(InvalidInputException.class, making::make);
        assertThat(refusal).as("nothing was refused; expected: %s", field).isNotNull();
        List<Violation> violations = refusal.violations();
        assertThat(violations).extracting(Violation::field).containsExactly(field);
        assertThat(refusal).hasMessageContaining(field);
        return violations.get(0);
    }

    /** A JSON object of {@code bytes} bytes. */
    static JsonText json(int bytes) {
        char[] text = new char[bytes];
        Arrays.fill(text, ' ');
        text[0] = '{';
        text[bytes - 1] = '}';
        return JsonText.of(new String(text));
    }

    /** A new task that says little. */
    static Task task() {
        return task(how -> how);
    }

    static Task task(UnaryOperator<NewTask.Builder> how) {
        NewTask asked = how.apply(NewTask.builder("/projects/shop", "Find the slow query"))
                .build();
        return new Task(
                TaskId.parse("019cae5f-7400-7000-8000-000000000001"),
                asked.spec(TaskSettings.STANDARD),
                TaskState.waiting(Schedule.created(NOW, asked.start().resolve(NOW))),
                1);
    }
}
