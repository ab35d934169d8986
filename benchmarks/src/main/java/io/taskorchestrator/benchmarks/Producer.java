package io.taskorchestrator.benchmarks;

import io.taskorchestrator.task.TaskId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Creates tasks of every kind, in ever new directories, without idempotency keys, which a server keeps for a whole day.
 *
 * <p>Thread model: one thread.
 */
final class Producer implements DayOfClients.Habit {

    private static final Pattern TASK = Pattern.compile("\"task_id\":\"([^\"]+)\"");
    private static final int PAUSE_MILLIS = 20;
    private static final int PER_DIRECTORY = 8;
    private static final int CREATED = 201;
    private static final int MOST_PROMPT = 2_000;

    private final DayOfClients day;
    private final HttpClient http;
    private final URI tasks;
    private final SplittableRandom random;
    private final String name;
    private int count;

    Producer(DayOfClients day, HttpClient http, URI server, SplittableRandom random) {
        this.day = day;
        this.http = http;
        this.tasks = server.resolve("/api/v1/tasks");
        this.random = random;
        this.name = Long.toHexString(random.nextLong());
    }

    @Override
    public void follow() throws IOException, InterruptedException {
        if (random.nextInt(10) == 0) {
            create("/batch", "{\"tasks\":[" + task() + "," + task() + "," + task() + "]}");
        } else {
            create("", task());
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(PAUSE_MILLIS));
    }

    private void create(String path, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(tasks + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != CREATED) {
            throw new IOException("Not created: " + answer.body());
        }
        Matcher ids = TASK.matcher(answer.body());
        while (ids.find()) {
            day.made(TaskId.parse(ids.group(1)));
            day.did("create");
        }
    }

    private String task() {
        String directory = "/day/" + name + "/" + count++ / PER_DIRECTORY;
        return "{\"work_directory\":\"%s\",\"prompt\":\"%s\"%s}"
                .formatted(directory, "p".repeat(1 + random.nextInt(MOST_PROMPT)), more());
    }

    private String more() {
        return switch (random.nextInt(12)) {
            case 0 -> ",\"delay_seconds\":1";
            case 1 -> ",\"retry\":{\"automatic\":true,\"initial_delay_ms\":100,\"max_delay_ms\":1000}";
            case 2 -> ",\"directory_access\":\"exclusive\"";
            case 3 -> ",\"directory_access\":\"shared\",\"priority\":\"low\"";
            case 4 -> ",\"timeout_seconds\":1,\"max_retries\":1";
            case 5 -> ",\"tags\":[\"nightly\",\"%d\"],\"metadata\":{\"n\":%d}".formatted(count, count);
            case 6 -> ",\"priority\":\"high\"";
            default -> "";
        };
    }
}
