package io.taskorchestrator.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Text of other people's in a terminal. */
class PlainTest {

    @Test
    void nothingThatATerminalObeysIsLeft() {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            all.appendCodePoint(c);
        }

        assertThat(Plain.line(all.toString()).codePoints())
                .noneMatch(Character::isISOControl)
                .doesNotContain(0x202E, 0x2066, 0x200B, 0x2028, 0x2029, 0xE0041, 0xFEFF);
        assertThat(Plain.indented(all.toString()).codePoints().filter(Character::isISOControl))
                .containsOnly((int) '\n', (int) '\t');
        assertThat(Plain.json(all.toString()).codePoints()).noneMatch(Character::isISOControl);
    }

    @Test
    void escapesAreShownAsPictures() {
        assertThat(Plain.line("\u001B[31mred\u0007\u007F\u009B")).isEqualTo("␛[31mred␇␡\uFFFD");
    }

    @Test
    void textThatPeopleWriteIsLeftAsItIs() {
        String text = "Grüße, 你好, \uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67, עברית";

        assertThat(Plain.line(text)).isEqualTo(text);
    }

    @Test
    void linesAreIndentedSoThatNoneLooksLikeOurs() {
        assertThat(Plain.indented("one\r\nStatus      completed\n")).isEqualTo("  one\n  Status      completed");
    }

    @Test
    void longTextIsShortened() {
        assertThat(Plain.line("0123456789", 5)).isEqualTo("0123…");
        assertThat(Plain.line("01234", 5)).isEqualTo("01234");
    }

    @Test
    void jsonMeansTheSame() {
        assertThat(Plain.json("{\"a\":\"\u009B\u202Eü\uDB40\uDC41\"}"))
                .isEqualTo("{\"a\":\"\\u009b\\u202eü\\udb40\\udc41\"}");
    }
}
