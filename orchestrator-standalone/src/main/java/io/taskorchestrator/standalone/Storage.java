package io.taskorchestrator.standalone;

import io.taskorchestrator.memory.MemoryStoreOptions.Budget;
import io.taskorchestrator.store.StoreSettings;

/**
 * Where tasks are kept.
 *
 * @param kind what is said of it in the log, such as {@code memory}; never a URL, which may hold a password
 * @param settings how it orders tasks, and how long it keeps finished ones
 * @param budget how much a store in memory may hold
 */
record Storage(String kind, StoreSettings settings, Budget budget) {}
