package io.taskorchestrator.examples;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.client.OrchestratorClient;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.worker.TaskContext;
import io.taskorchestrator.worker.Worker;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/**
 * A worker whose handler fails once: the task is retried by itself, and goes on where the first attempt stopped. The worker is the
 * same in this JVM and over the network.
 */
public final class WorkerExample {

    private WorkerExample() {}

    /** Creates a task, has a worker do it, and prints what it did; on the server whose address is given, or else in this JVM. */
    public static void main(String[] args) {
        try (Orchestrator orchestrator = args.length > 0
                        ? OrchestratorClient.create(URI.create(args[0]))
                        : EmbeddedOrchestrator.create();
                Worker worker = Worker.builder(orchestrator, "worker-1", WorkerExample::handle)
                        .below("/projects")
                        .concurrency(2)
                        .start()) {
            Task task = orchestrator.create(NewTask.builder("/projects/shop", "Index the orders")
                    .retry(RetryPolicy.AUTOMATIC.withDelays(Duration.ofMillis(1), Duration.ofMillis(1)))
                    .build());
            Task finished = orchestrator.await(task.id(), Duration.ofSeconds(30));
            String output =
                    finished.state().outcome().result().orElseThrow().output().orElseThrow();
            System.out.println(finished.status().text() + ": " + output);
            worker.stop().join();
        }
    }

    private static TaskResult handle(TaskContext task) throws IOException {
        if (task.checkpoint().isEmpty()) {
            System.out.println("Attempt " + task.attempt() + " starts anew");
            task.progress(50, "half of them");
            task.saveCheckpoint(new JsonText("{\"orders\":500}"));
            throw new IOException("The network is down");
        }
        System.out.println("Attempt " + task.attempt() + " goes on from "
                + task.checkpoint().orElseThrow().text());
        return TaskResult.success("1000 orders");
    }
}
