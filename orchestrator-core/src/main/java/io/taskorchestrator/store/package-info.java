/**
 * What is <em>remembered</em>: the interface that every store implements, and the values that cross it.
 *
 * <p>{@link io.taskorchestrator.store.TaskStore} has ten methods. A store gives atomicity, order and durability, and
 * owns the clock; it knows no rule. For each command it reads one task, asks
 * {@link io.taskorchestrator.lifecycle.Lifecycle#decide} and writes what that returned – the task, the history entries
 * and the counters – as one unit. Picking the next task happens inside the store, so that no two claims can pick the
 * same one.
 *
 * <p>Every store, of this project or of somebody else, proves itself by the published {@code TaskStoreContract} and the
 * seeded simulation in this module's test jar.
 */
@NullMarked
package io.taskorchestrator.store;

import org.jspecify.annotations.NullMarked;
