package io.taskorchestrator.task;

import static io.taskorchestrator.task.Inputs.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseTokenTest {

    private static final String CODE = "0123456789abcdef00000000000000ff";

    @Test
    void theTextIsTheAttemptAndTheCode() {
        assertThat(new LeaseToken(12, 0x0123_4567_89AB_CDEFL, 0xFFL).text()).isEqualTo("12." + CODE);
    }

    @Property
    void theTextIsReadBack(
            @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE) int attempt, @ForAll long high, @ForAll long low) {
        LeaseToken token = new LeaseToken(attempt, high, low);

        assertThat(LeaseToken.parse(token.text())).isEqualTo(token);
    }

    @Property
    void theTextOfTheObjectHidesTheSecret(
            @ForAll @IntRange(max = 1_000) int attempt, @ForAll long high, @ForAll long low) {
        LeaseToken token = new LeaseToken(attempt, high, low);

        assertThat(token).hasToString("LeaseToken[attempt=%d]".formatted(attempt));
    }

    @Test
    void aClaimedTaskInALogHidesTheSecret() {
        LeaseToken token = new LeaseToken(1, 0x0123_4567_89AB_CDEFL, 0xFFL);
        ClaimedTask claimed = new ClaimedTask(Inputs.task(), token, Duration.ofMinutes(1));

        assertThat(claimed.toString()).doesNotContain(CODE).doesNotContain("0123456789abcdef");
        assertThat(claimed.toString()).doesNotContain(Long.toString(0x0123_4567_89AB_CDEFL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1",
                "1.",
                "." + CODE,
                "+1." + CODE,
                "01." + CODE,
                "\u0661." + CODE,
                " 1." + CODE,
                "1 ." + CODE,
                "x." + CODE,
                "1," + CODE,
                "1." + CODE + "0",
                "1.0" + CODE,
                "1.0123456789ABCDEF00000000000000FF",
                "1.g123456789abcdef00000000000000ff",
                "1.0123456789abcdef 0000000000000ff",
                "1.0123456789abcdef00000000000000f",
                "1.0123456789abcdef.0000000000000ff",
                "2147483648." + CODE,
                "99999999999999999999." + CODE
            })
    void anythingButThatTextIsRefused(String text) {
        assertRefused("lease_token", () -> LeaseToken.parse(text));
    }

    @Test
    void aRefusalDoesNotRepeatTheSecret() {
        Violation violation = assertRefused("lease_token", () -> LeaseToken.parse("x." + CODE));

        assertThat(violation.message()).doesNotContain(CODE);
    }
}
