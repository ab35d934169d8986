/**
 * Knows when a parked client is gone. {@link io.taskorchestrator.http.parking.PeerWatch} is the whole of it: a request that
 * waits for its answer holds no thread, and no read either, so that the server would learn that the client has left only
 * from writing to it, which is too late for a claim.
 *
 * <p>This is the one place that looks below the servlet API, at Jetty's connection. Where there is no Jetty, or not plain
 * HTTP/1, nothing is watched, and everything else works.
 */
@NullMarked
package io.taskorchestrator.http.parking;

import org.jspecify.annotations.NullMarked;
