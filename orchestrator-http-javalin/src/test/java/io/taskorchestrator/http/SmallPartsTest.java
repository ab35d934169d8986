package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts that are too small for a page of their own. */
class SmallPartsTest {

    @ParameterizedTest
    @CsvSource({"PT0S, 0s", "PT59.9S, 59s", "PT5M12S, 5m12s", "PT1H30M, 1h30m", "PT76H, 3d4h"})
    void uptimeIsToldInItsTwoLargestUnits(String duration, String text) {
        assertThat(Health.uptime(Duration.parse(duration))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"plain, plain", "a%20b, a b", "%C3%A9, é", "a+b, a b", "%2F%2f, //", "%F0%9F%98%80, 😀"})
    void percentTextIsRead(String encoded, String text) {
        assertThat(PercentText.decode(encoded, true)).contains(text);
    }

    @Test
    void aPlusInAPathIsAPlus() {
        assertThat(PercentText.decode("a+b", false)).contains("a+b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%4", "%zz", "%FF", "%C3", "%ED%A0%80", "é", "%-1", "%+1", "%٣٣"})
    void malformedPercentTextIsRefused(String encoded) {
        assertThat(PercentText.decode(encoded, true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "orchestrator", "/a/", "/a b", "/a/*", "/{a}"})
    void aBasePathIsAPath(String path) {
        assertThatThrownBy(() -> HttpSettings.builder().basePath(path).build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void limitsArePositive() {
        assertThatThrownBy(() -> HttpSettings.builder().bodyLimit(0).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        HttpSettings.builder().requestTimeout(Duration.ZERO).build())
                .isInstanceOf(IllegalArgumentException.class);
    }
}
