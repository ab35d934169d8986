package io.taskorchestrator.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An answer. Thread model: immutable; nobody changes the bytes of its body. */
final class Reply {

    static final String JSON = "application/json";

    private static final byte[] NO_BODY = {};

    private final int status;
    private final String contentType;
    private final byte[] body;
    private final Map<String, String> headers;
    private final Optional<Runnable> undo;

    private Reply(int status, String contentType, byte[] body, Map<String, String> headers, Optional<Runnable> undo) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.headers = headers;
        this.undo = undo;
    }

    static Reply json(int status, byte[] body) {
        return text(status, JSON, body);
    }

    static Reply text(int status, String contentType, byte[] body) {
        return new Reply(status, contentType, body, Map.of(), Optional.empty());
    }

    /** An answer without a body. */
    static Reply empty(int status) {
        return text(status, "", NO_BODY);
    }

    int status() {
        return status;
    }

    /** The media type of the body. */
    String contentType() {
        return contentType;
    }

    /** The bytes, not to be changed; none for no body. */
    byte[] body() {
        return body;
    }

    /** Further headers. */
    Map<String, String> headers() {
        return headers;
    }

    /** This answer with another status. */
    Reply as(int newStatus) {
        return new Reply(newStatus, contentType, body, headers, undo);
    }

    /** This answer with one more header. */
    Reply with(String name, String value) {
        return with(Map.of(name, value));
    }

    /** This answer with more headers. */
    Reply with(Map<String, String> more) {
        if (more.isEmpty()) {
            return this;
        }
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new Reply(status, contentType, body, all, undo);
    }

    /** This answer, which is to be undone if it cannot be handed over. */
    Reply orElse(Runnable newUndo) {
        return new Reply(status, contentType, body, headers, Optional.of(newUndo));
    }

    /** Whether it makes a difference if this answer arrives. */
    boolean isUndoable() {
        return undo.isPresent();
    }

    /** The answer could not be handed over. */
    void undo() {
        undo.ifPresent(Runnable::run);
    }

    CompletableFuture<Reply> now() {
        return CompletableFuture.completedFuture(this);
    }
}
