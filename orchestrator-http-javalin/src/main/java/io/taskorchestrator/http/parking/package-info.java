/**
 * Knows when a parked client is gone, by {@link io.taskorchestrator.http.parking.PeerWatch}: a request that
 * waits for its answer holds no thread, and no read either, so that the server would learn that the client has left only
 * from writing to it, which is too late for a claim. {@link io.taskorchestrator.http.parking.Connections} closes what is left when a
 * server stops, and clients that do not read when it has no thread left.
 *
 * <p>This is the one place that looks below the servlet API, at Jetty's connection. Where there is no Jetty, or not plain
 * HTTP/1, nothing is watched, and everything else works.
 */
@NullMarked
package io.taskorchestrator.http.parking;

import org.jspecify.annotations.NullMarked;
