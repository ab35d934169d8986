/**
 * REST in, core call, JSON out. {@link io.taskorchestrator.http.OrchestratorPlugin} mounts the API into a Javalin
 * application, {@link io.taskorchestrator.http.OrchestratorServer} is an application around it,
 * {@link io.taskorchestrator.http.HttpSettings} is what both are told.
 *
 * <p>The tour: {@code Routes} is the table of all calls. {@code Pipeline} takes each request through the same stations:
 * a request id, the {@code Gate} that decides who may do what, the body if it is still under way ({@code SlowBodies}), the
 * handler, the answer. A {@code Handler} translates:
 * it reads strict JSON ({@code Body}) and strict parameters ({@code Query}), asks the orchestrator, and writes the
 * {@code Envelope}. {@code Failures} is the one table from exceptions to statuses. What a call means is decided in the
 * core, never here.
 *
 * <p>A call that has to wait holds no thread: its handler's future is answered when it completes.
 */
@NullMarked
package io.taskorchestrator.http;

import org.jspecify.annotations.NullMarked;
