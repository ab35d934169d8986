package io.taskorchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Waiting for answers. */
class AnswerTest {

    /** A future that is completed at the moment at which whoever waits for it is interrupted. */
    private static final class JustInTime extends CompletableFuture<String> {

        @Override
        public String get() throws InterruptedException, ExecutionException {
            if (complete("answer")) {
                throw new InterruptedException();
            }
            return super.get();
        }
    }

    @Test
    void anAnswerThatComesAtTheMomentOfTheInterruptionIsNotLost() {
        assertThat(Answer.of(new JustInTime())).isEqualTo("answer");
        assertThat(Thread.interrupted()).isTrue();
    }
}
