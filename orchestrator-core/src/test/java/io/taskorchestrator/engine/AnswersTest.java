package io.taskorchestrator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An answer is the same whether the store's was there already or came later. */
class AnswersTest {

    @Test
    void answerIsChangedWheneverItComes() {
        CompletableFuture<Integer> later = new CompletableFuture<>();
        CompletableFuture<String> answer = Answers.map(later, number -> "n" + number);
        assertThat(answer).isNotDone();
        later.complete(7);
        assertThat(answer).isCompletedWithValue("n7");
        assertThat(Answers.map(later, number -> "n" + number)).isCompletedWithValue("n7");
    }

    @Test
    void failureOfTheStoreIsThatOfTheAnswer() {
        RuntimeException failure = new IllegalStateException("no");
        CompletableFuture<Integer> later = new CompletableFuture<>();
        CompletableFuture<Integer> answer = Answers.map(later, number -> number);
        later.completeExceptionally(failure);
        assertThatThrownBy(answer::get).hasCause(failure);
        assertThatThrownBy(Answers.map(later, number -> number)::get).hasCause(failure);
    }

    @Test
    void whatTheChangeThrowsFailsTheAnswer() {
        IllegalStateException failure = new IllegalStateException("no");
        CompletableFuture<Integer> later = new CompletableFuture<>();
        CompletableFuture<Integer> answer = Answers.map(later, number -> {
            throw failure;
        });
        later.complete(7);
        assertThatThrownBy(answer::get).hasCause(failure);
        CompletableFuture<Integer> atOnce = Answers.map(later, number -> {
            throw failure;
        });
        assertThatThrownBy(atOnce::get).hasCause(failure);
    }
}
