package io.taskorchestrator.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in the bodies that have not arrived when their request is looked at. That takes no thread while nothing comes:
 * otherwise a few hundred clients that send slowly, or stop in the middle, would keep all threads and so everybody waiting.
 *
 * <p>What these bodies take of the memory together is bounded; beyond it they are refused as unavailable.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class SlowBodies {

    private static final Logger LOG = LoggerFactory.getLogger(SlowBodies.class);

    private static final int PIECE = 8_192;
    private static final Set<String> WITH_BODY = Set.of("POST", "PATCH");

    private final int mostBytes;
    private final long mostBytesTogether;
    private final Duration patience;
    private final AtomicLong bytesTogether = new AtomicLong();

    /** Bodies of at most so many bytes, all of them together of at most so many, each to be here in time. */
    SlowBodies(int mostBytes, long mostBytesTogether, Duration patience) {
        this.mostBytes = mostBytes;
        this.mostBytesTogether = mostBytesTogether;
        this.patience = patience;
    }

    /** The bound for this process: a sixteenth of its heap, for each byte is copied a few times; but one body fits. */
    static SlowBodies of(HttpSettings.Limits limits) {
        long together = Math.max(limits.bodyBytes(), Runtime.getRuntime().maxMemory() / 16);
        return new SlowBodies(limits.bodyBytes(), together, limits.requestTimeout());
    }

    /** Whether reading the body now would have to wait. What is refused unread is left to who refuses it. */
    boolean isExpected(HttpServletRequest request) {
        if (!WITH_BODY.contains(request.getMethod())) {
            return false;
        }
        long declared = request.getContentLengthLong();
        boolean chunked = request.getHeader("Transfer-Encoding") != null;
        if ((!chunked && declared <= 0) || declared > mostBytes || !Body.isAccepted(request, Body.PATCH)) {
            return false;
        }
        try {
            return chunked || request.getInputStream().available() < declared;
        } catch (IOException | IllegalStateException e) {
            LOG.debug("A body could not be looked at", e);
            return false;
        }
    }

    /**
     * The body once it is here; who uses it must {@link #forget} it afterwards. The request must be asynchronous already.
     * Fails with what is to be answered.
     */
    CompletableFuture<byte[]> gather(HttpServletRequest request) {
        Gathering gathering;
        try {
            ServletInputStream in = request.getInputStream();
            gathering = new Gathering(in);
            in.setReadListener(gathering);
        } catch (IOException | IllegalStateException e) {
            LOG.debug("A body could not be read", e);
            return CompletableFuture.failedFuture(Body.unreadable());
        }
        return gathering
                .whole
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((body, error) -> {
                    if (error != null) {
                        gathering.giveUp();
                    }
                })
                .exceptionallyCompose(error -> CompletableFuture.failedFuture(
                        Failures.unwrapped(error) instanceof TimeoutException ? Body.late(patience) : error));
    }

    /** A gathered body of this length is not needed any more. */
    void forget(long length) {
        bytesTogether.addAndGet(-length);
    }

    /** How many bytes there are now. */
    long bytesTogether() {
        return bytesTogether.get();
    }

    /** One body on its way. Called by the server, one call at a time, but given up by any thread. */
    private final class Gathering implements ReadListener {

        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
        private final ServletInputStream in;
        private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
        private boolean over;

        Gathering(ServletInputStream in) {
            this.in = in;
        }

        @Override
        public void onDataAvailable() throws IOException {
            byte[] piece = new byte[PIECE];
            while (!whole.isDone() && in.isReady()) {
                int length = in.read(piece);
                if (length < 0) {
                    return;
                }
                take(piece, length);
            }
        }

        private synchronized void take(byte[] piece, int length) {
            if (over) {
                return;
            }
            if (parts.size() + length > mostBytes) {
                whole.completeExceptionally(Problem.tooLarge(mostBytes));
            } else if (bytesTogether.addAndGet(length) > mostBytesTogether) {
                bytesTogether.addAndGet(-length);
                whole.completeExceptionally(Problem.unavailable("Too much is being sent at once"));
            } else {
                parts.write(piece, 0, length);
            }
        }

        @Override
        public void onAllDataRead() {
            byte[] body;
            synchronized (this) {
                body = parts.toByteArray();
            }
            whole.complete(body);
        }

        @Override
        public void onError(Throwable error) {
            LOG.debug("A body could not be read", error);
            whole.completeExceptionally(Body.unreadable());
        }

        synchronized void giveUp() {
            over = true;
            forget(parts.size());
            parts.reset();
        }
    }
}
