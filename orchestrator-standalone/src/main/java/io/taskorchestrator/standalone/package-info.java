/**
 * The server: one process around the library and its HTTP adapter.
 *
 * <p>The way of a start: {@code Main} reads the command line; {@code ServeCommand} holds the options, one declaration each
 * for flag, environment variable and default; {@code Sources} puts in what the environment and the configuration file say;
 * {@code Converters} know what is allowed. What comes out is a {@code Configuration}, which knows nothing of where it came
 * from. {@code Server} is built of it and ends with the process. {@code Database} alone knows which kinds of storage there are;
 * {@code BackupCommand} and {@code MigrateCommand} do something to one and end.
 */
@NullMarked
package io.taskorchestrator.standalone;

import org.jspecify.annotations.NullMarked;
