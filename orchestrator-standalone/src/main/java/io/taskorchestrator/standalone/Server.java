package io.taskorchestrator.standalone;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.http.HttpSettings;
import io.taskorchestrator.http.OrchestratorServer;
import io.taskorchestrator.http.RequestObserver;
import io.taskorchestrator.jdbc.StoreOpenException;
import io.taskorchestrator.jdbc.StoreOpenException.Reason;
import io.taskorchestrator.standalone.command.Plain;
import io.taskorchestrator.store.TaskStore;
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
     * @return {@link ExitCode#CANNOT_LISTEN} if the server cannot listen where it should, {@link ExitCode#DATABASE} if its
     *     database cannot be used
     */
    static int run(Configuration configuration, List<String> remarks) throws InterruptedException {
        Logging.start(configuration.log());
        remarks.forEach(LOG::warn);
        Server server;
        try {
            server = Logging.withoutJavalin(() -> start(configuration));
        } catch (StoreOpenException e) {
            System.err.println(Plain.line("Cannot open the database: " + e.getMessage() + remedy(e)));
            return ExitCode.DATABASE;
        } catch (RuntimeException e) {
            String reason = whyItCannotListen(e).orElseThrow(() -> e);
            Listening wanted = configuration.listening();
            System.err.println("Cannot listen on " + wanted.address(wanted.port()) + ": " + reason
                    + "; --host (APP_SERVER_HOST) and --port (APP_SERVER_PORT) choose another address");
            return ExitCode.CANNOT_LISTEN;
        }
        // First: who reads that it listens may tell it to end.
        Runtime.getRuntime().addShutdownHook(new Thread(server::end, "shutdown"));
        server.announce(configuration);
        new CountDownLatch(1).await();
        return ExitCode.DONE;
    }

    /**
     * Starts a server; it listens when this returns.
     *
     * @throws StoreOpenException if the database cannot be used
     */
    static Server start(Configuration configuration) {
        Storage storage = configuration.storage();
        TaskStore store = storage.database().open(storage);
        EmbeddedOrchestrator orchestrator = EmbeddedOrchestrator.builder()
                .settings(configuration.tasks())
                .store(store)
                .build();
        Metrics metrics = new Metrics(orchestrator, store);
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
        try (orchestrator;
                metrics) {
            http.close();
        }
    }

    private void announce(Configuration configuration) {
        Listening listening = configuration.listening();
        boolean keys = !configuration.access().keys().isEmpty();
        LOG.info(
                "Task Orchestrator {} listens on {}; tasks are kept in {}; API keys are {}",
                Version.text(),
                listening.address(port()),
                configuration.storage().database().text(),
                keys ? "on" : "off");
        if (!keys && listening.isLoopback()) {
            LOG.info("Without API keys only this machine may call; APP_SECURITY_API_KEYS opens the server to others");
        } else if (!keys) {
            LOG.warn("Without API keys everybody who reaches {} may do everything", listening.address(port()));
        }
    }

    /** Ends the process, which was asked to: with 0, where the JVM would say that a signal ended it. */
    private void end() {
        int code = ExitCode.DONE;
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

    private static String remedy(StoreOpenException failure) {
        return failure.reason() == Reason.OLDER_SCHEMA
                ? ": run 'orchestrator migrate', or leave out --migrate-at-start (APP_DATABASE_MIGRATE)"
                : "";
    }

    /** What the operating system had against listening; empty if the failure is about something else. */
    private static Optional<String> whyItCannotListen(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(cause -> cause instanceof SocketException || cause instanceof UnresolvedAddressException)
                .findFirst()
                .map(cause -> cause instanceof IOException ? String.valueOf(cause.getMessage()) : "no such host");
    }
}
