package io.taskorchestrator.examples;

import io.javalin.Javalin;
import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.http.HttpSettings;
import io.taskorchestrator.http.OrchestratorPlugin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** The REST API inside an application's own Javalin: the application's routes stay, the API is below a path of its own. */
public final class MountedExample {

    private MountedExample() {}

    /** Starts the application, asks both, and ends. */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (Orchestrator orchestrator = EmbeddedOrchestrator.create()) {
            Javalin application = application(orchestrator);
            application.start("127.0.0.1", 0);
            try {
                System.out.println(get(application, "/hello"));
                System.out.println(get(application, "/orchestrator/health/live"));
            } finally {
                application.stop();
            }
        }
    }

    private static Javalin application(Orchestrator orchestrator) {
        HttpSettings settings = HttpSettings.builder().basePath("/orchestrator").build();
        return Javalin.create(config -> {
            config.routes.get("/hello", context -> context.result("Hello from the application"));
            config.registerPlugin(new OrchestratorPlugin(orchestrator, settings));
        });
    }

    private static String get(Javalin application, String path) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + application.port() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body();
    }
}
