package io.taskorchestrator.testkit;

import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskStore;
import java.time.InstantSource;

/** Opens the store that a contract is checked against. */
interface StoreOpener {

    /** Opens a new, empty store that takes its time from {@code clock}. */
    TaskStore open(StoreSettings settings, InstantSource clock);
}
