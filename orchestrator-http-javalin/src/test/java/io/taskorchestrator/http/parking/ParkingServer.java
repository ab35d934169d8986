package io.taskorchestrator.http.parking;

import io.javalin.Javalin;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A server whose requests to {@code /park/<name>} wait until the test answers them. */
final class ParkingServer implements AutoCloseable {

    private final LinkedBlockingQueue<Parked> parked = new LinkedBlockingQueue<>();
    private final Javalin javalin;

    ParkingServer(int threads) {
        this(threads, Duration.ofSeconds(30));
    }

    /** With its own time after which it closes an idle connection. */
    ParkingServer(int threads, Duration idleTimeout) {
        javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.startupWatcherEnabled = false;
            config.jetty.threadPool = new QueuedThreadPool(threads, threads);
            config.jetty.addConnector((server, http) -> {
                ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
                connector.setHost("127.0.0.1");
                connector.setIdleTimeout(idleTimeout.toMillis());
                return connector;
            });
            config.routes.get("/park/{name}", this::park);
            config.routes.post("/park/{name}", this::park);
            config.routes.get("/echo/{name}", ctx -> ctx.result(ctx.pathParam("name")));
        });
        javalin.start();
    }

    int port() {
        return javalin.port();
    }

    /** The request that was parked next; waits for it. */
    Parked next() throws InterruptedException {
        Parked next = parked.poll(30, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("No request was parked");
        }
        return next;
    }

    @Override
    public void close() {
        javalin.stop();
    }

    private void park(Context ctx) {
        Parked request = new Parked(ctx.pathParam("name") + ctx.body());
        request.watch = PeerWatch.start(new HttpServletRequestWrapper(ctx.req()), request::gone);
        ctx.future(() -> request.answer.thenAccept(ctx::result));
        parked.add(request);
    }

    /** A request that waits for its answer. */
    static final class Parked {
        final String name;
        final CompletableFuture<String> answer = new CompletableFuture<>();
        final CompletableFuture<Parked> gone = new CompletableFuture<>();
        final AtomicInteger timesGone = new AtomicInteger();
        PeerWatch watch = () -> {
            throw new AssertionError("No watch was started");
        };

        private Parked(String name) {
            this.name = name;
        }

        private void gone() {
            timesGone.incrementAndGet();
            answer.complete("nothing");
            gone.complete(this);
        }

        /** Waits until the client is seen gone. */
        void awaitGone() throws Exception {
            gone.get(30, TimeUnit.SECONDS);
        }

        /** Waits until this many bytes behind the request were read. */
        void awaitBytesAhead(int bytes) {
            long start = System.nanoTime();
            while (((JettyPeerWatch) watch).bytesAhead() < bytes) {
                if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(30)) {
                    throw new AssertionError("Nothing was read ahead");
                }
                Thread.onSpinWait();
            }
        }
    }
}
