/**
 * Works on a task by running a command in its directory: {@link io.taskorchestrator.standalone.exec.ExecHandler} starts it,
 * {@code ChildEnvironment} tells it what to do, {@code OutputTail} keeps the end of what it prints, and {@code ProcessTree}
 * sees to it that nothing of it is left when the task is over.
 */
@NullMarked
package io.taskorchestrator.standalone.exec;

import org.jspecify.annotations.NullMarked;
