package io.taskorchestrator.standalone.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told as progress. */
class LastLinesTest {

    private static String lastLines(String output) {
        OutputTail tail = new OutputTail(100_000);
        byte[] bytes = output.getBytes(StandardCharsets.UTF_8);
        tail.add(bytes, bytes.length);
        return LastLines.of(tail, 2_000);
    }

    @Test
    void theLastFiveLinesThatAreNotBlankAreShown() {
        assertThat(lastLines("1\n2\n3\n\n4\n5\n   \n6\n7\n")).isEqualTo("3\n4\n5\n6\n7");
    }

    @Test
    void lineThatHasNotEndedIsShown() {
        assertThat(lastLines("compiling\nlinking")).isEqualTo("compiling\nlinking");
        assertThat(lastLines("")).isEmpty();
        assertThat(lastLines("\n")).isEmpty();
    }

    @Test
    void ofAProgressBarItsLastStateIsShown() {
        assertThat(lastLines("10 %\r50 %\r90 %\rdone  \r\n")).isEqualTo("done");
    }

    @ParameterizedTest
    @CsvSource({
        "'\u001B[31mred\u001B[0m', red",
        "'\u001B[2K\u001B[1Gagain', again",
        "'\u001B]0;title\u0007text', text",
        "'\u001B]8;;http://x\u001B\\link\u001B]8;;\u001B\\', link",
        "'\u001B(Btext', text",
        "'\u001B7saved\u001B8', saved",
        "'\u009B31mred', red",
        "'bell\u0007', bell",
        "'open\u001B]0;never ends', open"
    })
    void terminalCodesAreLeftOut(String output, String shown) {
        assertThat(lastLines(output)).isEqualTo(shown);
    }

    @Test
    void ofALongLineTheEndIsShown() {
        assertThat(lastLines("x".repeat(5_000) + "end")).hasSize(2_000).endsWith("xend");
    }
}
