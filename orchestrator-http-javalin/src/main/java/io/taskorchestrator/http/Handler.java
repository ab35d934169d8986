package io.taskorchestrator.http;

import java.util.concurrent.CompletableFuture;

/** Translates one call: from the request to the orchestrator, and back. What it throws is answered as an error. */
@FunctionalInterface
interface Handler {

    /** The answer, once it is there. */
    CompletableFuture<Reply> handle(Exchange exchange);
}
