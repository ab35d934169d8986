package io.taskorchestrator.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HttpResponseException;
import io.javalin.http.util.AsyncExecutor;
import io.javalin.util.JavalinException;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.http.parking.Connections;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running HTTP server around one orchestrator: the API and nothing else, HTTP/1.1 only.
 *
 * <pre>{@code
 * try (OrchestratorServer server = OrchestratorServer.start(orchestrator, HttpSettings.STANDARD, "127.0.0.1", 0)) {
 *     System.out.println("http://127.0.0.1:" + server.port());
 * }
 * }</pre>
 *
 * <p>The orchestrator is not closed with the server.
 *
 * <p>Thread model: safe for use by many threads. It has daemon threads only, so it keeps no process alive.
 */
public final class OrchestratorServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OrchestratorServer.class);
    private static final int FEWEST_THREADS = 6;
    private static final int THREADS_PER_PROCESSOR = 3;

    /** Longer than the longest wait that a client may ask for. */
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(75);

    /** How long a connection may stay open without a word while the server stops; clients keep them for their next request. */
    private static final Duration IDLE_TIMEOUT_WHEN_STOPPING = Duration.ofMillis(200);

    /** How often it is looked whether all threads are taken, and so clients that do not read must go. */
    private static final Duration PAUSE_BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** A client that has taken nothing of its answer for so long does not read, or hardly. */
    private static final Duration UNREAD = Duration.ofSeconds(2);

    /** How many connections may wait to be accepted; with Java's 50, one of a crowd's clients waits a second or more. */
    private static final int ACCEPT_QUEUE = 1_024;

    private final Bounds bounds;
    private final OrchestratorPlugin plugin;
    private final Scheduler timer = new ScheduledExecutorScheduler("task-orchestrator-timer", true);
    private final CompensatingThreadPool threads;
    private final GracefulHandler requests = new GracefulHandler();
    private final ExecutorService javalinThreads = Executors.newCachedThreadPool(OrchestratorServer::daemon);
    private final Javalin javalin;
    private @Nullable ServerConnector connector;

    private OrchestratorServer(Orchestrator orchestrator, HttpSettings settings, String host, int port, Bounds bounds) {
        this.bounds = bounds;
        threads = threads();
        plugin = new OrchestratorPlugin(orchestrator, settings, List.of("*"), Optional.of(this::connections));
        ServerErrors errors = new ServerErrors(
                new Failures(new Envelope(settings.clock())),
                settings.monitoring().requestIds());
        javalin = Javalin.create(config -> {
            configure(config);
            config.unsafe.jettyInternal.server = jetty(errors);
            config.jetty.addConnector((server, http) -> {
                http.setSendServerVersion(false);
                connector = listen(server, new HttpConnectionFactory(http), host, port);
                return connector;
            });
            config.registerPlugin(plugin);
        });
    }

    /**
     * Starts a server.
     *
     * @param host the address to listen on, such as {@code 127.0.0.1}
     * @param port the port; 0 for any that is free
     * @throws UncheckedIOException if it cannot listen there
     */
    public static OrchestratorServer start(Orchestrator orchestrator, HttpSettings settings, String host, int port) {
        return start(orchestrator, settings, host, port, Bounds.STANDARD);
    }

    static OrchestratorServer start(
            Orchestrator orchestrator, HttpSettings settings, String host, int port, Bounds bounds) {
        OrchestratorServer server = new OrchestratorServer(orchestrator, settings, host, port, bounds);
        try {
            server.javalin.start();
            server.every(PAUSE_BETWEEN_LOOKS, server::closeUnread);
        } catch (RuntimeException e) {
            server.close();
            throw new UncheckedIOException(new IOException("Cannot listen on " + host + ":" + port, e));
        }
        return server;
    }

    /** The port it listens on. */
    public int port() {
        return javalin.port();
    }

    /**
     * Stops accepting, answers what waits as if its time were over, and gives running requests up to ten seconds, then cuts them
     * off; those whose body pauses for longer than 0.2 s sooner. Connections without a request are closed after 0.2 s.
     */
    @Override
    public void close() {
        plugin.letGo();
        requests.shutdown().thenRun(this::closeConnectionsSoon);
        try {
            javalin.stop();
        } catch (JavalinException e) {
            if (!(e.getCause() instanceof TimeoutException)) {
                throw e;
            }
            LOG.warn(
                    "Some requests ran on for {} after the server was told to stop; they are cut off",
                    bounds.stopTimeout());
        } finally {
            javalinThreads.shutdown();
        }
    }

    /**
     * Jetty alone leaves some open until its time is over: those that were just being accepted when it was told to stop keep the
     * idle time of a running server.
     */
    private void closeConnectionsSoon() {
        every(IDLE_TIMEOUT_WHEN_STOPPING, () -> {
            if (connector != null) {
                Connections.closeAll(connector);
            }
        });
    }

    /**
     * Whoever does not read an answer keeps the thread that writes it. That harms nobody as long as there are more; but when all
     * are taken, clients that send requests and read no answers, for which they need no key, would lock everybody else out.
     */
    private void closeUnread() {
        if (connector != null && threads.isExhausted()) {
            int closed = Connections.closeUnread(connector, UNREAD);
            if (closed > 0) {
                LOG.warn("All threads were taken: {} connections are closed whose clients did not read", closed);
            }
        }
    }

    /** As long as there is the timer. */
    private void every(Duration pause, Runnable work) {
        timer.schedule(
                () -> {
                    every(pause, work);
                    work.run();
                },
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    OrchestratorPlugin plugin() {
        return plugin;
    }

    /** Accepts connections, or lets them wait. */
    void setAccepting(boolean accepting) {
        if (connector != null) {
            connector.setAccepting(accepting);
        }
    }

    private int connections() {
        return connector == null ? 0 : connector.getConnectedEndPoints().size();
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.prefer405over404 = true;
        config.concurrency.executor = kotlin.LazyKt.lazyOf(new AsyncExecutor(javalinThreads));
        // Javalin refuses methods that it does not know; the plugin knows how to say so.
        config.routes.exception(HttpResponseException.class, (e, context) -> plugin.handle(context));
    }

    /** Not Javalin's own: that has a timer that would keep the process alive, and counts what nobody asks for. */
    private Server jetty(ServerErrors errors) {
        Server server = new Server(threads, timer, null);
        server.insertHandler(requests);
        server.setStopTimeout(bounds.stopTimeout().toMillis());
        server.setErrorHandler(errors);
        return server;
    }

    private CompensatingThreadPool threads() {
        int atWork = THREADS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
        CompensatingThreadPool pool =
                new CompensatingThreadPool(Math.max(atWork, FEWEST_THREADS), bounds.threads(), timer);
        pool.setName("task-orchestrator-http");
        pool.setDaemon(true);
        return pool;
    }

    private static ServerConnector listen(Server server, HttpConnectionFactory http, String host, int port) {
        ServerConnector connector = new ServerConnector(server, 1, -1, http);
        connector.setHost(host);
        connector.setPort(port);
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
        connector.setShutdownIdleTimeout(IDLE_TIMEOUT_WHEN_STOPPING.toMillis());
        return connector;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "task-orchestrator-http-async");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * How far it goes.
     *
     * @param threads how many there are at most
     * @param stopTimeout how long requests may run on after it was told to stop
     */
    record Bounds(int threads, Duration stopTimeout) {

        static final Bounds STANDARD = new Bounds(200, Duration.ofSeconds(10));
    }
}
