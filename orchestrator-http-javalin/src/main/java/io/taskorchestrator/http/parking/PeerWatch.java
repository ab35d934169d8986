package io.taskorchestrator.http.parking;

import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.LoggerFactory;

/**
 * Watches the connection of a parked request, and tells once if the client closes or resets it before the answer.
 *
 * <p>If the server itself answers or closes the connection first – a time-out, an error, its end – that counts as the client
 * being gone, too: it will not get the answer that is being prepared for it.
 *
 * <p>A client that has only shut down its sending side counts as gone. TCP tells the two apart only once something is
 * written to it, and clients that give up waiting are many, while those that half-close and go on waiting are few. Such
 * a client can still be answered, with nothing claimed.
 *
 * <p>Watched are plain HTTP/1 connections of Jetty. Behind another container, TLS or HTTP/2 a watch notices nothing, and
 * {@link #stop} always allows the answer. Nor is seen what comes behind more bytes of following requests than the server's
 * input buffer holds.
 *
 * <p>Thread model: safe for use by many threads. No thread waits.
 */
@FunctionalInterface
public interface PeerWatch {

    /**
     * Starts to watch the client of {@code request}, which has been read to its end and is not answered yet.
     *
     * @param gone called at most once, by a thread of the server's or, if the client is gone already, by this one; never
     *     after {@link #stop} has returned true; must not block
     */
    static PeerWatch start(HttpServletRequest request, Runnable gone) {
        try {
            return JettyPeerWatch.start(request, gone);
        } catch (LinkageError e) {
            LoggerFactory.getLogger(PeerWatch.class)
                    .debug("Clients that leave are not noticed: this is not the Jetty we know", e);
            return () -> true;
        }
    }

    /**
     * Ends the watch; must be called before the answer is written, or the answer is taken for one of the server's own.
     *
     * @return whether the answer may be written: the client was not seen gone until now, and {@code gone} is never called.
     *     If false, {@code gone} has been called or is just being called
     */
    boolean stop();
}
