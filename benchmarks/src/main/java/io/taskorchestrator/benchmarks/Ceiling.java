package io.taskorchestrator.benchmarks;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * What Javalin can do at best on Jetty set up as our server sets it up, but for its threads, which are Jetty's own: a handler that
 * reads the body, and answers with a constant one, about as long as the answer to a new task. Runs until it is killed.
 */
final class Ceiling {

    private static final int MOST_THREADS = 200;
    private static final int FEWEST_THREADS = 8;
    private static final int ACCEPT_QUEUE = 1_024;
    private static final int ANSWER_LENGTH = 700;
    private static final byte[] ANSWER =
            ("{\"success\":true,\"data\":\"" + "x".repeat(ANSWER_LENGTH) + "\"}").getBytes(StandardCharsets.US_ASCII);

    private Ceiling() {}

    /** Starts on the port that is the only argument. */
    public static void main(String[] args) {
        int port = Integer.parseInt(args[0]);
        Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.startup.showOldJavalinVersionWarning = false;
                    config.startup.startupWatcherEnabled = false;
                    config.http.compressionStrategy = CompressionStrategy.NONE;
                    config.unsafe.jettyInternal.server = jetty();
                    config.jetty.addConnector((server, http) -> {
                        http.setSendServerVersion(false);
                        return listen(server, new HttpConnectionFactory(http), port);
                    });
                    config.routes.get(ServerProcess.HEALTH, context -> context.result("up"));
                    config.routes.post("/api/v1/tasks", context -> {
                        context.bodyAsBytes();
                        context.contentType("application/json").result(ANSWER);
                    });
                })
                .start();
    }

    private static Server jetty() {
        Server server = new Server(new QueuedThreadPool(MOST_THREADS, FEWEST_THREADS));
        server.insertHandler(new GracefulHandler());
        return server;
    }

    private static ServerConnector listen(Server server, HttpConnectionFactory http, int port) {
        ServerConnector connector = new ServerConnector(server, 1, -1, http);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        return connector;
    }
}
