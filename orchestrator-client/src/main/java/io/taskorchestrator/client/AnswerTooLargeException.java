package io.taskorchestrator.client;

import java.io.IOException;
import java.io.Serial;

/** An answer has more bytes than the client takes. */
final class AnswerTooLargeException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    AnswerTooLargeException(int limit) {
        super("The answer has more than %d bytes; ask for less, or raise the client's answerLimit".formatted(limit));
    }
}
