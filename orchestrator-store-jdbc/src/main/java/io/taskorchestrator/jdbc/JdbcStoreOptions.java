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
 */
public record JdbcStoreOptions(StoreSettings settings, InstantSource clock, RandomGenerator random) {

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

    /** Standard settings. */
    public static JdbcStoreOptions of(InstantSource clock, RandomGenerator random) {
        return new JdbcStoreOptions(StoreSettings.STANDARD, clock, random);
    }

    /**
     * These options with other settings.
     *
     * @throws IllegalArgumentException if they ask for fairness
     */
    public JdbcStoreOptions withSettings(StoreSettings newSettings) {
        return new JdbcStoreOptions(newSettings, clock, random);
    }
}
