/**
 * The command line for producers, workers and lookers-on: each command is a class, written against {@link
 * io.taskorchestrator.Orchestrator}.
 *
 * <p>{@link io.taskorchestrator.standalone.command.Commands} adds them to the program; {@code ClientCommand} is what they
 * share: the way to the server, the output for people or programs, and the exit codes. {@code Plain} stands between text of
 * other people's and the terminal.
 */
@NullMarked
package io.taskorchestrator.standalone.command;

import org.jspecify.annotations.NullMarked;
