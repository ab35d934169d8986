package io.taskorchestrator.standalone;

import io.taskorchestrator.memory.MemoryStoreOptions.Budget;
import io.taskorchestrator.store.StoreSettings;

/**
 * Where tasks are kept, and how.
 *
 * @param database where
 * @param migrate whether the database's schema may be made or brought up to date at the start
 * @param settings how it orders tasks, and how long it keeps finished ones
 * @param budget how much a store in memory may hold
 */
record Storage(Database database, boolean migrate, StoreSettings settings, Budget budget) {}
