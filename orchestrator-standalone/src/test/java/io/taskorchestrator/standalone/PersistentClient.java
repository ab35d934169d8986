package io.taskorchestrator.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A client that does one task after the other – creates it, claims it, keeps its lease alive, completes it, reads its history –
 * and writes down what was confirmed. A call that got no answer it makes again, with the same keys, of the next server.
 *
 * <p>Thread model: one thread at a time.
 */
final class PersistentClient {

    private static final String TASKS = "/api/v1/tasks";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final String name;
    private final Map<String, String> created = new LinkedHashMap<>();
    private final Map<String, List<String>> histories = new LinkedHashMap<>();
    private Step step = Step.CREATE;
    private int number;
    private String task = "";
    private String token = "";

    /** What it does next. */
    private enum Step {
        CREATE,
        CLAIM,
        HEARTBEAT,
        COMPLETE,
        READ
    }

    PersistentClient(HttpClient http, String name) {
        this.http = http;
        this.name = name;
    }

    /** Keys of tasks, each with the id that was confirmed. */
    Map<String, String> created() {
        return created;
    }

    /** Ids of completed tasks, each with the entries that its history had then. */
    Map<String, List<String>> histories() {
        return histories;
    }

    /** Whether it waits for an answer, or for the next server. */
    boolean isInTheMiddle() {
        return step != Step.CREATE;
    }

    /**
     * Does one task to its end, or goes on with the one at which it was.
     *
     * @throws IOException if the server does not answer any more
     */
    void doOneTask(URI server) throws IOException, InterruptedException {
        do {
            step = switch (step) {
                case CREATE -> create(server);
                case CLAIM -> claim(server);
                case HEARTBEAT -> heartbeat(server);
                case COMPLETE -> complete(server);
                case READ -> read(server);
            };
        } while (step != Step.CREATE);
    }

    private String key() {
        return name + "-" + number;
    }

    private Step create(URI server) throws IOException, InterruptedException {
        String body = "{\"work_directory\":\"/work/%s\",\"prompt\":\"%s\"}".formatted(name, key());
        task = send(post(server, "", body).header("Idempotency-Key", key()))
                .path("task_id")
                .asText();
        created.put(key(), task);
        return Step.CLAIM;
    }

    private Step claim(URI server) throws IOException, InterruptedException {
        String body = "{\"worker_id\":\"%s\",\"work_path\":\"/work/%s\",\"lease_seconds\":3600,\"claim_id\":\"%s\"}"
                .formatted(name, name, UUID.nameUUIDFromBytes(key().getBytes(StandardCharsets.UTF_8)));
        JsonNode claimed = send(post(server, "/claim", body)).path("tasks").path(0);
        if (!claimed.path("task_id").asText().equals(task)) {
            throw new AssertionError(key() + " is " + task + ", but claimed was " + claimed);
        }
        token = claimed.at("/lease/token").asText();
        return Step.HEARTBEAT;
    }

    private Step heartbeat(URI server) throws IOException, InterruptedException {
        send(post(
                server,
                "/" + task + "/heartbeat",
                "{\"lease_token\":\"%s\",\"progress\":{\"percent\":50}}".formatted(token)));
        return Step.COMPLETE;
    }

    private Step complete(URI server) throws IOException, InterruptedException {
        String body = "{\"lease_token\":\"%s\",\"result\":{\"status\":\"success\",\"output\":\"%s\"}}"
                .formatted(token, key());
        send(post(server, "/" + task + "/complete", body));
        return Step.READ;
    }

    private Step read(URI server) throws IOException, InterruptedException {
        histories.put(task, history(server, task));
        number++;
        return Step.CREATE;
    }

    /** A task as it is now. */
    JsonNode find(URI server, String id) throws IOException, InterruptedException {
        return send(get(server, "/" + id));
    }

    /** What happened to a task: kinds of entries with their attempts. */
    List<String> history(URI server, String id) throws IOException, InterruptedException {
        List<String> entries = new ArrayList<>();
        for (JsonNode entry : send(get(server, "/" + id + "/history")).path("entries")) {
            entries.add(entry.path("seq").asInt() + " " + entry.path("type").asText() + " "
                    + entry.path("attempt").asInt());
        }
        return entries;
    }

    private static HttpRequest.Builder get(URI server, String path) {
        return HttpRequest.newBuilder(server.resolve(TASKS + path)).timeout(PATIENCE);
    }

    private static HttpRequest.Builder post(URI server, String path, String body) {
        return get(server, path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(name + ", " + step + ": " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body()).path("data");
    }
}
