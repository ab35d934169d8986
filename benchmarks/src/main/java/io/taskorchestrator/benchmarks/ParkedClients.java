package io.taskorchestrator.benchmarks;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.http.HttpSettings;
import io.taskorchestrator.http.OrchestratorServer;
import io.taskorchestrator.http.access.AccessSettings;
import io.taskorchestrator.task.NewTask;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Parks clients on a server over real sockets, and prints how long a new task takes to reach one of them: from the call that
 * creates it to the client's answer. Arguments: how many clients (1,000), how many tasks (1,000).
 */
public final class ParkedClients {

    private static final int WARM_UP = 200;
    private static final double NANOS_PER_MILLI = 1e6;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final BlockingQueue<HttpResponse<String>> answers = new LinkedBlockingQueue<>();
    private final HttpRequest next;

    private ParkedClients(OrchestratorServer server) {
        next = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port()
                        + "/api/v1/tasks/next?work_path=/projects/shop&worker_id=w&wait_seconds=60"))
                .build();
    }

    /** Measures, and prints what it found. */
    public static void main(String[] args) throws InterruptedException {
        int clients = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
        int tasks = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
        try (EmbeddedOrchestrator orchestrator = EmbeddedOrchestrator.create();
                OrchestratorServer server = OrchestratorServer.start(orchestrator, settings(), "127.0.0.1", 0)) {
            new ParkedClients(server).measure(orchestrator, clients, tasks);
        }
    }

    private static HttpSettings settings() {
        return HttpSettings.builder()
                .access(AccessSettings.STANDARD.withRequestsPerMinute(0))
                .build();
    }

    private void measure(EmbeddedOrchestrator served, int clients, int tasks) throws InterruptedException {
        for (int i = 0; i < clients; i++) {
            park();
        }
        while (served.parkedClaims() < clients) {
            Thread.onSpinWait();
        }
        long threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("task-orchestrator"))
                .count();
        double[] millis = new double[tasks];
        for (int i = -WARM_UP; i < tasks; i++) {
            double took = deliver(served, clients);
            if (i >= 0) {
                millis[i] = took;
            }
        }
        Arrays.sort(millis);
        System.out.printf(
                "%d parked clients, %d threads of the server's; a new task reaches one of them after "
                        + "%.2f ms (median), %.2f ms (99 %%), %.2f ms (longest of %d)%n",
                clients, threads, millis[tasks / 2], millis[tasks * 99 / 100], millis[tasks - 1], tasks);
    }

    private double deliver(EmbeddedOrchestrator served, int clients) throws InterruptedException {
        long start = System.nanoTime();
        served.create(NewTask.builder("/projects/shop", "work").build());
        HttpResponse<String> answer = answers.take();
        double millis = (System.nanoTime() - start) / NANOS_PER_MILLI;
        if (!answer.body().contains("\"work\"")) {
            throw new IllegalStateException("Not the task: " + answer.body());
        }
        park();
        while (served.parkedClaims() < clients) {
            Thread.onSpinWait();
        }
        return millis;
    }

    private void park() {
        client.sendAsync(next, BodyHandlers.ofString()).thenAccept(answers::add);
    }
}
