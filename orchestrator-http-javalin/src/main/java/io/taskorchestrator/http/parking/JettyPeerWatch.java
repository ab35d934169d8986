package io.taskorchestrator.http.parking;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches by reading: while a request is parked, Jetty has no read interest in its connection, so this registers one.
 *
 * <p>What a read can find: the end of the stream or an error, then the client is gone; or the beginning of a following
 * request. That is kept, and given back to the connection when the watch ends, as it would be after an upgrade; the
 * connection then finds it in its buffer before it reads on. No more is read than fits there.
 *
 * <p>Ending the watch must leave the connection as it was: Jetty closes one on which somebody is interested in reading when
 * the answer is complete. An interest can only be failed, which calls {@link #failed}; by then the state says that the
 * watch is over. A call that was already under way finds the same, and has not read anything.
 *
 * <p>Thread model: the lock guards the state and is held over reads, which do not block, but never over {@code gone}.
 */
final class JettyPeerWatch implements PeerWatch, Callback {

    private static final Logger LOG = LoggerFactory.getLogger(JettyPeerWatch.class);

    private enum State {
        WATCHING,
        ENDED,
        GONE,
        GONE_AND_TOLD
    }

    private final Connection connection;
    private final SocketChannelEndPoint endPoint;
    private final int room;
    private final Runnable gone;

    private final Object lock = new Object();
    private State state = State.WATCHING;
    private boolean interested;
    /** What was read of following requests; null if nothing. */
    private @Nullable ByteBuffer readAhead;

    private JettyPeerWatch(AbstractConnection connection, SocketChannelEndPoint endPoint, Runnable gone) {
        this.connection = connection;
        this.endPoint = endPoint;
        this.room = connection.getInputBufferSize();
        this.gone = gone;
    }

    static PeerWatch start(HttpServletRequest servletRequest, Runnable gone) {
        try {
            Request request = ServletContextRequest.getServletContextRequest(servletRequest);
            if (request.getConnectionMetaData().getProtocol().startsWith("HTTP/1.")
                    && request.getConnectionMetaData().getConnection() instanceof AbstractConnection connection
                    && connection instanceof Connection.UpgradeFrom
                    && connection instanceof Connection.UpgradeTo
                    && connection.getEndPoint() instanceof SocketChannelEndPoint endPoint) {
                JettyPeerWatch watch = new JettyPeerWatch(connection, endPoint, gone);
                request.addHttpStreamWrapper(stream -> new UnwatchingStream(stream, watch));
                watch.begin();
                return watch;
            }
        } catch (IllegalStateException e) {
            LOG.debug("Not a request that Jetty is working on", e);
        }
        return () -> true;
    }

    private void begin() {
        synchronized (lock) {
            ByteBuffer unconsumed = ((Connection.UpgradeFrom) connection).onUpgradeFrom();
            if (unconsumed != null) {
                // A pooled buffer may be larger than asked for, and so may be what was in it.
                readAhead = BufferUtil.allocate(Math.max(room, unconsumed.remaining()));
                BufferUtil.append(readAhead, unconsumed);
            }
            registerInterest();
        }
        tell();
    }

    @Override
    public boolean stop() {
        synchronized (lock) {
            if (state == State.WATCHING) {
                end(State.ENDED);
            }
            return state == State.ENDED;
        }
    }

    /** The server answers something else, or gives up: whatever the client gets, it is not the answer to come. */
    void supersede() {
        synchronized (lock) {
            if (state == State.WATCHING) {
                end(State.GONE);
            }
        }
        tell();
    }

    private void end(State next) {
        state = next;
        if (interested) {
            interested = false;
            endPoint.getFillInterest().onFail(new WatchEnded());
        }
        giveBack();
    }

    /** There is something to read. */
    @Override
    public void succeeded() {
        synchronized (lock) {
            if (state != State.WATCHING) {
                return;
            }
            interested = false;
            if (fill() < 0) {
                end(State.GONE);
            } else {
                registerInterest();
            }
        }
        tell();
    }

    /** The interest was failed: by {@link #end}, or because the connection was closed on our side. */
    @Override
    public void failed(Throwable cause) {
        synchronized (lock) {
            if (state == State.WATCHING) {
                interested = false;
                state = State.GONE;
            }
        }
        tell();
    }

    /**
     * As for the connection's own interest, in whose place this one is: were it another, Jetty might run the connection's
     * on a thread that it has chosen for this one.
     */
    @Override
    public InvocationType getInvocationType() {
        return InvocationType.BLOCKING;
    }

    /** How many bytes of following requests are kept. */
    int bytesAhead() {
        synchronized (lock) {
            return readAhead == null ? 0 : readAhead.remaining();
        }
    }

    private int fill() {
        try {
            return endPoint.fill(buffer());
        } catch (IOException e) {
            LOG.debug("The connection of a parked request is broken", e);
            return -1;
        }
    }

    private ByteBuffer buffer() {
        if (readAhead == null) {
            readAhead = BufferUtil.allocate(room);
        }
        return readAhead;
    }

    private void registerInterest() {
        if (readAhead != null && BufferUtil.space(readAhead) == 0) {
            LOG.debug("A parked client has sent so much ahead that it is not watched any more");
            return;
        }
        interested = true;
        if (!endPoint.tryFillInterested(this)) {
            interested = false;
            LOG.debug("Somebody else reads from the connection of a parked request; it is not watched");
        }
    }

    private void giveBack() {
        if (readAhead != null && readAhead.hasRemaining()) {
            ((Connection.UpgradeTo) connection).onUpgradeTo(readAhead);
        }
        readAhead = null;
    }

    private void tell() {
        if (Thread.holdsLock(lock)) {
            // Registering failed at once. Whoever registered tells, when it has left the lock.
            return;
        }
        synchronized (lock) {
            if (state != State.GONE) {
                return;
            }
            state = State.GONE_AND_TOLD;
        }
        try {
            gone.run();
        } catch (RuntimeException e) {
            LOG.error("What was to be done when a client is gone failed", e);
        }
    }

    /** Why our interest is failed; never seen by anybody else. */
    private static final class WatchEnded extends Exception {

        @Serial
        private static final long serialVersionUID = 1L;

        WatchEnded() {
            super("The watch is over", null, false, false);
        }
    }
}
