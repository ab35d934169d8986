/**
 * What a task <em>is</em>: immutable values, their limits, and the errors that name them.
 *
 * <p>Start with {@link io.taskorchestrator.task.Task}: an id, a {@linkplain io.taskorchestrator.task.TaskSpec spec}
 * (what was asked for), a {@linkplain io.taskorchestrator.task.TaskState state} (what has happened so far) and a
 * version. {@link io.taskorchestrator.task.NewTask} is how one is asked for. Nothing here reads a clock, does I/O or
 * knows a rule about what may happen next; that is the {@code lifecycle} package.
 *
 * <p>Limits count Unicode code points for text and UTF-8 bytes for payloads. Whatever breaks one is refused whole, with
 * an {@link io.taskorchestrator.task.InvalidInputException} that names the field, the limit and what was given.
 *
 * <p>Thread model: every type here is immutable, except the builders (one thread each) and
 * {@link io.taskorchestrator.task.TaskIdGenerator} (which says so itself).
 */
@NullMarked
package io.taskorchestrator.task;

import org.jspecify.annotations.NullMarked;
