/**
 * Runs a handler for each task that it claims, against an orchestrator in this JVM or a remote one alike.
 *
 * <p>Users need {@link io.taskorchestrator.worker.Worker}, the {@link io.taskorchestrator.worker.TaskHandler} that they
 * write, and the {@link io.taskorchestrator.worker.TaskContext} that it is given. Inside, {@code HeldTask} is one task
 * from claim to end, {@code LeaseKeeper} its heartbeats, {@code Delivery} the word of how it ended; {@code Timers} is the
 * one place where any of them waits, so that a test can step a whole worker by hand.
 */
@NullMarked
package io.taskorchestrator.worker;

import org.jspecify.annotations.NullMarked;
