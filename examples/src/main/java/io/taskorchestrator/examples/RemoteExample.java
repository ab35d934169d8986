package io.taskorchestrator.examples;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.client.OrchestratorClient;
import io.taskorchestrator.http.HttpSettings;
import io.taskorchestrator.http.OrchestratorServer;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskResult;
import java.net.URI;
import java.time.Duration;

/** A producer and a worker that reach the orchestrator over the network. */
public final class RemoteExample {

    private RemoteExample() {}

    /** Works with the server whose address is given, or else with one of its own. */
    public static void main(String[] args) {
        if (args.length > 0) {
            run(URI.create(args[0]));
            return;
        }
        try (Orchestrator tasks = EmbeddedOrchestrator.create();
                OrchestratorServer server = OrchestratorServer.start(tasks, HttpSettings.STANDARD, "127.0.0.1", 0)) {
            run(URI.create("http://127.0.0.1:" + server.port()));
        }
    }

    private static void run(URI server) {
        try (Orchestrator orchestrator = OrchestratorClient.create(server)) {
            Task task = orchestrator.create(
                    NewTask.builder("/projects/shop", "Find the slow query").build());

            ClaimedTask claimed = orchestrator
                    .claim(Claim.by("worker-1")
                            .in("/projects/shop")
                            .lease(Duration.ofMinutes(2))
                            .waiting(Duration.ofSeconds(30)))
                    .get(0);
            System.out.println("Working on: " + claimed.task().spec().prompt());
            orchestrator.heartbeat(Heartbeat.of(claimed.id(), claimed.token()));
            TaskResult result = TaskResult.success("orders.customer_id has no index");
            orchestrator.complete(Complete.of(claimed.id(), claimed.token(), result));

            Task finished = orchestrator.await(task.id(), Duration.ofSeconds(30));
            System.out.println("The task is " + finished.status().text());
        }
    }
}
