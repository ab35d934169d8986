/**
 * What may <em>happen</em> to a task: pure functions, no clock, no I/O, no randomness.
 *
 * <p>{@link io.taskorchestrator.lifecycle.Transitions} is the state machine as one table. A
 * {@link io.taskorchestrator.lifecycle.Command} is somebody's wish;
 * {@link io.taskorchestrator.lifecycle.Lifecycle#decide} says what comes of it: the task
 * {@linkplain io.taskorchestrator.lifecycle.Decision.Changed changed}, it was
 * {@linkplain io.taskorchestrator.lifecycle.Decision.Unchanged a repeat}, or it was
 * {@linkplain io.taskorchestrator.lifecycle.Decision.Refused refused}. Stores call it under their own lock or
 * transaction and write what it returned; nobody else knows a rule.
 *
 * <p>Thread model: everything here is immutable or stateless.
 */
@NullMarked
package io.taskorchestrator.lifecycle;

import org.jspecify.annotations.NullMarked;
