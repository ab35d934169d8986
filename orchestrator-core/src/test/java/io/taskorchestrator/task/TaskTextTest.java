package io.taskorchestrator.task;

import static io.taskorchestrator.task.Inputs.EMOJI;
import static io.taskorchestrator.task.Inputs.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTextTest {

    @Test
    void aLimitCountsCodePoints() {
        assertThat(TaskText.require("x", EMOJI.repeat(5), 0, 5)).isEqualTo(EMOJI.repeat(5));
        assertRefused("x", () -> TaskText.require("x", EMOJI.repeat(6), 0, 5));
    }

    @Test
    void theLowerLimitCountsCodePointsToo() {
        assertRefused("x", () -> TaskText.require("x", EMOJI, 2, 5));
    }

    @Test
    void aRefusalTellsTheLimitAndTheSizeGiven() {
        Violation violation = assertRefused("x", () -> TaskText.require("x", EMOJI.repeat(6), 1, 5));

        assertThat(violation.message()).isEqualTo("must have 1 to 5 characters, but has 6");
    }

    @Test
    void anEmptyTextIsRefusedWhereOneCharacterIsNeeded() {
        assertRefused("x", () -> TaskText.require("x", "", 1, 5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\0", "a\0b", "\uD83D", "a\uD83D", "\uDE00", "\uDE00\uD83D", "\uD83D\uD83D\uDE00", "\uD83Da"})
    void aCharacterThatCannotBeStoredIsRefused(String text) {
        assertRefused("x", () -> TaskText.require("x", text, 0, 10));
    }

    @Test
    void aRefusalTellsWhichCharacterAndWhere() {
        Violation violation = assertRefused("x", () -> TaskText.require("x", "ab\uD83D", 0, 10));

        assertThat(violation.message()).contains("U+D83D").contains("index 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\t\n\r", "\u0001", "\uFFFD", "\uFFFF", EMOJI, "a" + EMOJI + "b"})
    void anyOtherCharacterIsKept(String text) {
        assertThat(TaskText.require("x", text, 0, 10)).isEqualTo(text);
        assertThat(TaskText.repaired(text)).isSameAs(text);
    }

    @Test
    void repairingReplacesOnlyWhatCannotBeStored() {
        assertThat(TaskText.repaired("a\0b\uD83D" + EMOJI + "\uDE00")).isEqualTo("a\uFFFDb\uFFFD" + EMOJI + "\uFFFD");
    }

    @Test
    void aTextIsCutBetweenCodePoints() {
        assertThat(TaskText.shortened(EMOJI.repeat(3), 2)).isEqualTo(EMOJI.repeat(2));
        assertThat(TaskText.shortened("abc", 3)).isEqualTo("abc");
        assertThat(TaskText.shortened("abc", 0)).isEmpty();
    }

    @Test
    void aPayloadLimitCountsBytesOfUtf8() {
        assertThat(TaskText.requireBytes("x", "ü" + EMOJI, 6)).isEqualTo("ü" + EMOJI);
        Violation violation = assertRefused("x", () -> TaskText.requireBytes("x", "ü" + EMOJI, 5));

        assertThat(violation.message()).isEqualTo("must have at most 5 bytes, but has 6");
    }

    @Property
    void aRepairedTextCanBeStored(@ForAll @Wild String text) {
        String repaired = TaskText.repaired(text);

        assertThat(TaskText.require("x", repaired, 0, 50)).isEqualTo(repaired);
        assertThat(repaired).hasSameSizeAs(text);
    }

    @Property
    void exactlyTheTextsThatNeedNoRepairAreAccepted(@ForAll @Wild String text) {
        boolean storable = text.indexOf('\0') < 0
                && new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(text);

        assertThat(TaskText.repaired(text).equals(text)).isEqualTo(storable);
        if (storable) {
            assertThat(TaskText.require("x", text, 0, 50)).isEqualTo(text);
        } else {
            assertRefused("x", () -> TaskText.require("x", text, 0, 50));
        }
    }

    @Property
    void aShortenedTextIsTheLongestBeginningThatFits(@ForAll @Wild String text, @ForAll @IntRange(max = 50) int max) {
        String repaired = TaskText.repaired(text);
        int length = repaired.codePointCount(0, repaired.length());

        String shortened = TaskText.shortened(text, max);

        assertThat(repaired).startsWith(shortened);
        assertThat(shortened.codePointCount(0, shortened.length())).isEqualTo(Math.min(length, max));
    }

    @Property
    void thePayloadLimitIsExact(@ForAll @Wild String text, @ForAll @IntRange(max = 150) int max) {
        String repaired = TaskText.repaired(text);
        if (repaired.getBytes(StandardCharsets.UTF_8).length <= max) {
            assertThat(TaskText.requireBytes("x", repaired, max)).isEqualTo(repaired);
        } else {
            assertRefused("x", () -> TaskText.requireBytes("x", repaired, max));
        }
    }

    /** A text with many characters that cannot be stored. */
    @Retention(RetentionPolicy.RUNTIME)
    @StringLength(max = 50)
    @Chars({'\0', 'a', '\u00FC', '\uD83D', '\uDE00', '\uFFFD'})
    @CharRange(from = '\uD7F0', to = '\uE010')
    private @interface Wild {}
}
