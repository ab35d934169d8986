package io.taskorchestrator.store;

/** A registered listener; closing it, as often as one likes, ends it. */
public interface Registration extends AutoCloseable {

    @Override
    void close();
}
