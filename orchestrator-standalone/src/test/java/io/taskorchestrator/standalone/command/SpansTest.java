package io.taskorchestrator.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.task.InvalidInputException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times as people write them. */
class SpansTest {

    @ParameterizedTest
    @CsvSource({
        "90, PT1M30S",
        "500ms, PT0.5S",
        "30s, PT30S",
        "5m, PT5M",
        "2h, PT2H",
        "7d, PT168H",
        "500MS, PT0.5S",
        "2H, PT2H",
        "' 5m ', PT5M"
    })
    void secondsOrANumberWithAUnitAreRead(String text, Duration span) {
        assertThat(Spans.parse("--lease", text)).isEqualTo(span);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1", "1.5s", "5 m", "1w", "99999999999999999999"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Spans.parse("--lease", text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("--lease: must be a time such as 90, 30s, 5m or 2h, but is '" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({"PT4.5S, 4.5 s", "PT3M20S, 3 min 20 s", "PT2H5M, 2 h 5 min", "PT53H, 2 d 5 h"})
    void itIsShownInOneOrTwoUnits(Duration span, String text) {
        assertThat(Spans.text(span)).isEqualTo(text);
    }
}
