/**
 * The memory store: everything on the heap, behind one lock.
 *
 * <p>{@link io.taskorchestrator.memory.MemoryTaskStore} is the door and the lock. {@code TaskTable} holds all tasks and
 * keeps every index on them in step: {@code ReadyQueue} (which task is next; read its essay first), {@code Timers} (what
 * becomes due), {@code FinishedTasks} (what will be purged), {@code CreationLog} (lists and counters). {@code Outbox}
 * tells listeners, outside the lock.
 *
 * <p>Lock order: there is one lock, and nothing of anybody else's is called under it but the clock. Reading one task
 * takes no lock at all.
 */
@NullMarked
package io.taskorchestrator.memory;

import org.jspecify.annotations.NullMarked;
