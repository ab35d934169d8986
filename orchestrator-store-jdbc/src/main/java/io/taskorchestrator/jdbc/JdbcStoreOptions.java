package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.StoreSettings;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * How a SQL store is opened.
 *
 * @param settings how it orders tasks, and how long it keeps finished ones; without fairness, which only the memory store has
 * @param clock the time
 * @param random what task ids are drawn from; used by one thread at a time
 * @param migrate whether a schema that is missing or older may be brought up to date when the store is opened; else such a
 *     database is refused
 */
public record JdbcStoreOptions(StoreSettings settings, InstantSource clock, RandomGenerator random, boolean migrate) {

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if the settings ask for fairness
     */
    public JdbcStoreOptions {
        if (!settings.fairness().isZero()) {
            throw new IllegalArgumentException(
                    "Fairness between directories is for the memory store only, but is " + settings.fairness());
        }
    }

    /** Standard settings; a schema may be brought up to date. */
    public static JdbcStoreOptions of(InstantSource clock, RandomGenerator random) {
        return new JdbcStoreOptions(StoreSettings.STANDARD, clock, random, true);
    }

    /**
     * These options with other settings.
     *
     * @throws IllegalArgumentException if they ask for fairness
     */
    public JdbcStoreOptions withSettings(StoreSettings newSettings) {
        return new JdbcStoreOptions(newSettings, clock, random, migrate);
    }

    /** These options, but a schema that is missing or older may be brought up to date or not. */
    public JdbcStoreOptions withMigrate(boolean newMigrate) {
        return new JdbcStoreOptions(settings, clock, random, newMigrate);
    }
}
