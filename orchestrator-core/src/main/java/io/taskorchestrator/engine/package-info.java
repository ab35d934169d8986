/**
 * What happens <em>by itself</em>: claims that wait for a task, calls that wait for a task to finish, the tick that makes
 * time pass in the store, and telling listeners. Users do not need this package; the orchestrator is built from it.
 *
 * <p>No thread waits for any of this but the ticker's one, and that one can be left out: every loop can be stepped by
 * hand with a settable clock.
 */
@NullMarked
package io.taskorchestrator.engine;

import org.jspecify.annotations.NullMarked;
