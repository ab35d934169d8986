package io.taskorchestrator.store;

import java.time.Duration;

/**
 * How a store orders tasks and how long it keeps finished ones.
 *
 * @param aging how much longer a task must have waited to go before one of the next higher priority; newer high tasks
 *     overtake a low one for at most twice this. Also how long a task may find its directory busy before the directory is
 *     promised to it
 * @param fairness how much older a task must be, for each task that runs in its directory, to be picked before one from
 *     an idle directory, by claims that span directories; zero for none
 * @param retention how long completed and cancelled tasks are kept
 * @param failedRetention how long failed tasks are kept
 */
public record StoreSettings(Duration aging, Duration fairness, Duration retention, Duration failedRetention) {

    /** One hour of aging, no fairness, 7 days of retention, 30 for failed tasks. */
    public static final StoreSettings STANDARD =
            new StoreSettings(Duration.ofHours(1), Duration.ZERO, Duration.ofDays(7), Duration.ofDays(30));

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if a duration is negative or longer than ten years
     */
    public StoreSettings {
        requireSane("aging", aging);
        requireSane("fairness", fairness);
        requireSane("retention", retention);
        requireSane("failedRetention", failedRetention);
    }

    /** These settings with another aging. */
    public StoreSettings withAging(Duration newAging) {
        return new StoreSettings(newAging, fairness, retention, failedRetention);
    }

    /** These settings with another fairness. */
    public StoreSettings withFairness(Duration newFairness) {
        return new StoreSettings(aging, newFairness, retention, failedRetention);
    }

    /** These settings with another retention. */
    public StoreSettings withRetention(Duration newRetention, Duration newFailedRetention) {
        return new StoreSettings(aging, fairness, newRetention, newFailedRetention);
    }

    private static void requireSane(String name, Duration value) {
        if (value.isNegative() || value.compareTo(Duration.ofDays(3_660)) > 0) {
            throw new IllegalArgumentException(name + " must be zero to ten years, but is " + value);
        }
    }
}
