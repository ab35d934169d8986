package io.taskorchestrator.benchmarks;

/** What one client asks, one request after the other. Thread model: one thread. */
@FunctionalInterface
interface Conversation {

    /**
     * The bytes of the next request; none if there is nothing more to ask.
     *
     * @param last the answer to the last one; empty before the first
     */
    byte[] next(Answer last);
}
