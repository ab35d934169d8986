package io.taskorchestrator;

/** A registered listener. Closing it, as often as one likes, ends it. */
public interface Subscription extends AutoCloseable {

    /** How many changes the listener has lost since it was too slow. */
    long lost();

    @Override
    void close();
}
