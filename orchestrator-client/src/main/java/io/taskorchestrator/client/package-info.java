/**
 * The orchestrator of a server: the same verbs over HTTP.
 *
 * <p>{@link io.taskorchestrator.client.OrchestratorClient} is the door. Inside, {@code RemoteCalls} makes a {@code Question}
 * of each verb: how it is put, how its answer is read, and what makes it safe to put again. A {@code Call} puts one question
 * until it is answered or its time is over; {@code Transport} sends one request once. {@code Refusals} turns what a server
 * refuses into the exceptions of the embedded orchestrator, and {@code Evidence} finds out from a task's history whether a
 * call whose answer was lost has been carried out.
 */
@NullMarked
package io.taskorchestrator.client;

import org.jspecify.annotations.NullMarked;
