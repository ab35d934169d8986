package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The comparison with shown answers finds what is missing: else it would prove nothing. */
class ShownAnswerTest {

    private static final Json SHOWN = Json.parse(
            "{\"data\": {\"id\": \"a\", \"status\": \"done\", \"tags\": [\"x\"], \"count\": 2, \"metadata\": {\"k\": 1}},"
                    + " \"list\": [{\"n\": 1}], \"error\": null, \"response_time\": 0.5}");
    private static final String REAL =
            "{\"data\":{\"id\":\"b\",\"status\":\"done\",\"tags\":[\"x\"],\"count\":3.5,\"metadata\":{},\"more\":1},"
                    + "\"list\":[{\"n\":7},{\"n\":8}],\"error\":null,\"response_time\":null}";

    @Test
    void whatHasMoreThanIsShownPasses() {
        assertThat(ShownAnswer.differences(SHOWN, Json.parse(REAL))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"id\":\"b\"|\"ID\":\"b\"",
                "\"id\":\"b\"|\"id\":7",
                "\"id\":\"b\"|\"id\":null",
                "\"done\"|\"doing\"",
                "[\"x\"]|[\"y\"]",
                "3.5|\"3.5\"",
                "{\"n\":8}|{\"m\":8}",
                "{\"n\":8}|8",
                "[{\"n\":7},{\"n\":8}]|[]",
                "\"error\":null|\"error\":{}",
                "\"metadata\":{}|\"metadata\":[]"
            })
    void whatIsMissingOrOfAnotherTypeIsFound(String change) {
        String[] parts = change.split("\\|", 2);
        String real = REAL.replace(parts[0], parts[1]);

        assertThat(real).isNotEqualTo(REAL);
        assertThat(ShownAnswer.differences(SHOWN, Json.parse(real))).hasSize(1);
    }
}
