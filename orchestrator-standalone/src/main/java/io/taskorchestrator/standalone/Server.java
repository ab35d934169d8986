package io.taskorchestrator.standalone;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.http.HttpSettings;
import io.taskorchestrator.http.OrchestratorServer;
import io.taskorchestrator.http.RequestObserver;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: an orchestrator, its HTTP adapter and its metrics.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class Server implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private final EmbeddedOrchestrator orchestrator;
    private final Metrics metrics;
    private final OrchestratorServer http;

    private Server(EmbeddedOrchestrator orchestrator, Metrics metrics, OrchestratorServer http) {
        this.orchestrator = orchestrator;
        this.metrics = metrics;
        this.http = http;
    }

    /**
     * Runs a server until the process is told to end, which ends it with exit code 0.
     *
     * @param remarks what to put into the log first
     * @return 1 if the server cannot listen where it should
     */
    static int run(Configuration configuration, List<String> remarks) throws InterruptedException {
        Logging.start(configuration.log());
        remarks.forEach(LOG::warn);
        Server server;
        try {
            server = Logging.withoutJavalin(() -> start(configuration));
        } catch (RuntimeException e) {
            String reason = whyItCannotListen(e).orElseThrow(() -> e);
            Listening wanted = configuration.listening();
            System.err.println("Cannot listen on " + wanted.address(wanted.port()) + ": " + reason
                    + "; --host (APP_SERVER_HOST) and --port (APP_SERVER_PORT) choose another address");
            return 1;
        }
        server.announce(configuration);
        Runtime.getRuntime().addShutdownHook(new Thread(server::end, "shutdown"));
        new CountDownLatch(1).await();
        return 0;
    }

    /** Starts a server; it listens when this returns. */
    static Server start(Configuration configuration) {
        EmbeddedOrchestrator orchestrator = EmbeddedOrchestrator.builder()
                .settings(configuration.tasks())
                .storeSettings(configuration.storage().settings())
                .memoryBudget(configuration.storage().budget())
                .build();
        Metrics metrics = new Metrics(orchestrator);
        AccessLog access = new AccessLog();
        RequestObserver observer = answered -> {
            metrics.requests().answered(answered);
            access.answered(answered);
        };
        HttpSettings settings = HttpSettings.builder()
                .access(configuration.access())
                .requestTimeout(configuration.listening().timeout())
                .metrics(metrics::text)
                .observer(observer)
                .version(Version.text())
                .build();
        try {
            Listening listening = configuration.listening();
            return new Server(
                    orchestrator,
                    metrics,
                    OrchestratorServer.start(orchestrator, settings, listening.host(), listening.port()));
        } catch (RuntimeException e) {
            metrics.close();
            orchestrator.close();
            throw e;
        }
    }

    /** The port that it listens on. */
    int port() {
        return http.port();
    }

    /** Stops accepting, answers who waits, lets requests end, and closes the store. */
    @Override
    public void close() {
        http.close();
        metrics.close();
        orchestrator.close();
    }

    private void announce(Configuration configuration) {
        Listening listening = configuration.listening();
        boolean keys = !configuration.access().keys().isEmpty();
        LOG.info(
                "Task Orchestrator {} listens on {}; tasks are kept in {}; API keys are {}",
                Version.text(),
                listening.address(port()),
                configuration.storage().kind(),
                keys ? "on" : "off");
        if (!keys && listening.isLoopback()) {
            LOG.info("Without API keys only this machine may call; APP_SECURITY_API_KEYS opens the server to others");
        } else if (!keys) {
            LOG.warn("Without API keys everybody who reaches {} may do everything", listening.address(port()));
        }
    }

    /** Ends the process, which was asked to: with 0, where the JVM would say that a signal ended it. */
    private void end() {
        int code = 0;
        try {
            LOG.info("Stopping");
            close();
            LOG.info("Stopped");
        } catch (RuntimeException e) {
            LOG.error("The server did not stop cleanly", e);
            code = 1;
        }
        Runtime.getRuntime().halt(code);
    }

    /** What the operating system had against listening; empty if the failure is about something else. */
    private static Optional<String> whyItCannotListen(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(cause -> cause instanceof SocketException || cause instanceof UnresolvedAddressException)
                .findFirst()
                .map(cause -> cause instanceof IOException ? String.valueOf(cause.getMessage()) : "no such host");
    }
}
