/**
 * The door: {@link io.taskorchestrator.Orchestrator} has the verbs, {@link io.taskorchestrator.AsyncOrchestrator} the
 * same verbs without blocking, {@link io.taskorchestrator.EmbeddedOrchestrator} carries them out in this JVM.
 *
 * <p>Producers and workers are written against the interface, so they run against an orchestrator in their own JVM or
 * against a server by changing one line.
 */
@NullMarked
package io.taskorchestrator;

import org.jspecify.annotations.NullMarked;
