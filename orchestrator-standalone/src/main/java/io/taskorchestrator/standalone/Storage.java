package io.taskorchestrator.standalone;

import io.taskorchestrator.memory.MemoryStoreOptions.Budget;
import io.taskorchestrator.store.StoreSettings;

/**
 * Where tasks are kept, and how.
 *
 * @param database where
 * @param settings how it orders tasks, and how long it keeps finished ones
 * @param budget how much a store in memory may hold
 */
record Storage(Database database, StoreSettings settings, Budget budget) {}
