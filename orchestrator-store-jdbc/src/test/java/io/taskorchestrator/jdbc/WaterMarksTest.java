package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.jdbc.LineStarts.Line;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Where lines begin, as far as a server knows. */
class WaterMarksTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Line LINE = new Line("default", "/a", 0, 1);
    private static final Line WHOLE_QUEUE = new Line("default", "", 0, 1);
    private static final Line ELSEWHERE = new Line("default", "/b", 0, 1);

    private final WaterMarks marks = new WaterMarks();

    @Test
    void lineBeginsWhereTheLastLookFoundSomething() {
        marks.beginLook(START);
        marks.begins(LINE, 100);
        assertThat(marks.of(LINE)).isEqualTo(100);
        assertThat(marks.of(ELSEWHERE)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void marksAreBelievedForASecond() {
        marks.beginLook(START);
        marks.begins(LINE, 100);
        marks.beginLook(START.plusMillis(999));
        assertThat(marks.of(LINE)).isEqualTo(100);
        marks.beginLook(START.plus(WaterMarks.BELIEVED));
        assertThat(marks.of(LINE)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void marksAreForgottenWhenTheClockStepsBack() {
        marks.beginLook(START);
        marks.begins(LINE, 100);
        marks.beginLook(START.minus(Duration.ofSeconds(1)));
        assertThat(marks.of(LINE)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void taskThatComesIntoLineEarlierLowersItsLineAndThatOfTheQueue() {
        marks.beginLook(START);
        marks.begins(LINE, 100);
        marks.begins(WHOLE_QUEUE, 90);
        marks.begins(ELSEWHERE, 100);
        marks.entered("default", "/a", 50);
        assertThat(marks.of(LINE)).isLessThanOrEqualTo(50);
        assertThat(marks.of(WHOLE_QUEUE)).isLessThanOrEqualTo(50);
        assertThat(marks.of(ELSEWHERE)).isEqualTo(100);
    }

    @Test
    void taskThatComesIntoLineLaterChangesNothing() {
        marks.beginLook(START);
        marks.begins(LINE, 100);
        marks.entered("default", "/a", 100);
        marks.entered("default", "/a", 150);
        assertThat(marks.of(LINE)).isEqualTo(100);
    }

    @Test
    void lookThatBeganBeforeATaskCameIntoLineDoesNotPassOverIt() {
        marks.beginLook(START);
        marks.entered("default", "/a", 50);
        marks.begins(LINE, 100);
        marks.begins(WHOLE_QUEUE, 100);
        assertThat(marks.of(LINE)).isLessThanOrEqualTo(50);
        assertThat(marks.of(WHOLE_QUEUE)).isLessThanOrEqualTo(50);
    }

    @Test
    void lookThatBeganBeforeATransactionWasUndoneSetsNoMark() {
        marks.beginLook(START);
        marks.forget();
        marks.begins(LINE, 100);
        assertThat(marks.of(LINE)).isEqualTo(Long.MIN_VALUE);
        marks.beginLook(START);
        marks.begins(LINE, 100);
        assertThat(marks.of(LINE)).isEqualTo(100);
    }

    @Test
    void lookDuringWhichMoreWasHeardThanIsRememberedSetsNoMark() {
        marks.beginLook(START);
        marks.entered("default", "/a", 50);
        for (int i = 0; i < 20_000; i++) {
            marks.entered("default", "/many/" + i, 200);
        }
        marks.begins(LINE, 100);
        assertThat(marks.of(LINE)).isLessThanOrEqualTo(50);
    }
}
