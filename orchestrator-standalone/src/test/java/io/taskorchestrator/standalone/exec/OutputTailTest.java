package io.taskorchestrator.standalone.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of an output. */
class OutputTailTest {

    private static void add(OutputTail tail, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        tail.add(bytes, bytes.length);
    }

    @Test
    void whatFitsIsKeptAsItIs() {
        OutputTail tail = new OutputTail(12);
        add(tail, "eins ");
        add(tail, "zwei");

        assertThat(tail.text()).isEqualTo("eins zwei");
        assertThat(tail.cut()).isZero();
    }

    @Test
    void ofMoreTheEndIsKeptAndWhatIsMissingIsSaid() {
        OutputTail tail = new OutputTail(4);
        add(tail, "0123456789");

        assertThat(tail.text()).isEqualTo("[The first 6 bytes of the output are left out]\n6789");
        assertThat(tail.total()).isEqualTo(10);
        assertThat(tail.cut()).isEqualTo(6);
    }

    @Test
    void characterWhoseBeginningIsCutIsLeftOut() {
        OutputTail tail = new OutputTail(4);
        add(tail, "€ab");
        assertThat(tail.text()).isEqualTo("[The first 3 bytes of the output are left out]\nab");
    }

    @Test
    void whatIsNoTextBecomesReplacementCharacters() {
        OutputTail tail = new OutputTail(4);
        tail.add(new byte[] {'a', (byte) 0xFF, 'b'}, 3);

        assertThat(tail.text()).isEqualTo("a\uFFFDb");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8 * 1024, 10_000, 70_000})
    void inWhateverChunksItComesTheEndIsTheSame(int limit) {
        Random random = new Random(limit);
        StringBuilder all = new StringBuilder();
        OutputTail tail = new OutputTail(limit);
        while (all.length() < 200_000) {
            String chunk = Integer.toString(random.nextInt()).repeat(random.nextInt(3_000));
            all.append(chunk);
            add(tail, chunk);
        }

        String expected = all.substring(all.length() - limit);
        assertThat(new String(tail.last(limit), StandardCharsets.US_ASCII)).isEqualTo(expected);
        assertThat(tail.total()).isEqualTo(all.length());
    }
}
