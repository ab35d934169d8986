package io.taskorchestrator.client;

import io.taskorchestrator.json.JsonForm;
import io.taskorchestrator.task.InvalidInputException;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.function.Function;

/**
 * A question that may be put as often as one likes: it only looks, or what it carries makes a repeat do nothing more.
 *
 * @param request how it is put
 * @param reader how its answer is read
 */
record Plain<T>(Request request, Function<HttpResponse<byte[]>, T> reader) implements Question<T> {

    static <T> Plain<T> of(Request request, Function<HttpResponse<byte[]>, T> reader) {
        return new Plain<>(request, reader);
    }

    static <T> Plain<T> of(Request request, JsonForm<T> form) {
        return new Plain<>(request, answer -> data(answer, form));
    }

    /**
     * What an answer carries.
     *
     * @throws InvalidInputException if it is not there, or malformed
     */
    static <T> T data(HttpResponse<byte[]> answer, JsonForm<T> form) {
        return form.find(answer.body(), "data").orElseThrow(() -> new InvalidInputException("data", "is required"));
    }

    @Override
    public Optional<T> read(HttpResponse<byte[]> answer) {
        return Optional.of(reader.apply(answer));
    }
}
