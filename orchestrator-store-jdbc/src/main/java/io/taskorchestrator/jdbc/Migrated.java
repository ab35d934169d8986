package io.taskorchestrator.jdbc;

/**
 * What bringing a schema up to date came to.
 *
 * @param from the version that it had; 0 if there was none
 * @param to the version that it has now
 */
public record Migrated(int from, int to) {}
