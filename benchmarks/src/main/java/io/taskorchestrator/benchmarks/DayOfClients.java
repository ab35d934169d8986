package io.taskorchestrator.benchmarks;

import io.taskorchestrator.client.OrchestratorClient;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * The clients of a day: who creates tasks, works on them well and badly, waits, looks, meddles, and vanishes. What a client is
 * to expect – a task that is gone, or somebody else's – is counted; anything else is a surprise.
 *
 * <p>Thread model: one thread, which lets them come and go; each of them is a thread of its own.
 */
final class DayOfClients {

    /** Enough to do what is created: a worker calls several times for a task, and thinks in between, a producer calls once. */
    private static final int WORKERS = 16;

    private static final int MOST_KNOWN = 1_000;
    private static final int MOST_SURPRISES = 10;

    private final int port;
    private final SplittableRandom seeds;
    private final ConcurrentHashMap<String, LongAdder> done = new ConcurrentHashMap<>();
    private final ConcurrentLinkedDeque<TaskId> known = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedDeque<String> surprises = new ConcurrentLinkedDeque<>();
    private final List<Thread> producers = new ArrayList<>();
    private final List<Thread> workers = new ArrayList<>();
    private Optional<OrchestratorClient> client = Optional.empty();
    private volatile boolean producing;
    private volatile boolean working;

    DayOfClients(int port, long seed) {
        this.port = port;
        this.seeds = new SplittableRandom(seed);
        System.out.println("Seed " + seed);
    }

    /** What one of them does again and again. */
    @FunctionalInterface
    interface Habit {
        void follow() throws IOException, InterruptedException;
    }

    /** Lets all of them begin. */
    void come() {
        producing = true;
        working = true;
        URI server = URI.create("http://127.0.0.1:" + port);
        OrchestratorClient orchestrator = OrchestratorClient.create(server);
        client = Optional.of(orchestrator);
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        for (int i = 0; i < 3; i++) {
            start(producers, new Producer(this, http, server, seeds.split()));
        }
        for (int i = 0; i < 2; i++) {
            Onlooker onlooker = new Onlooker(this, orchestrator, seeds.split());
            start(producers, onlooker::look);
            start(producers, new Onlooker(this, orchestrator, seeds.split())::await);
            start(producers, new Onlooker(this, orchestrator, seeds.split())::waitInVain);
            start(producers, new Vanishing(this, port, seeds.split()));
        }
        start(producers, new Onlooker(this, orchestrator, seeds.split())::meddle);
        for (int i = 0; i < WORKERS; i++) {
            start(workers, new Labourer(this, orchestrator, seeds.split()));
        }
    }

    private void start(List<Thread> list, Habit habit) {
        boolean produces = list == producers;
        Thread thread = new Thread(() -> {
            while (produces ? producing : working) {
                live(habit);
            }
        });
        thread.setDaemon(true);
        thread.start();
        list.add(thread);
    }

    private void live(Habit habit) {
        try {
            habit.follow();
        } catch (ConflictException e) {
            did("refused: " + e.reason());
        } catch (TaskNotFoundException e) {
            did("refused: gone");
        } catch (IOException | RuntimeException e) {
            if (surprises.size() < MOST_SURPRISES) {
                surprises.add(e + " at " + e.getStackTrace()[0]);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets all but the workers leave, and the workers, too, when nothing is left to do or patience ends. */
    void finish(BooleanSupplier nothingLeft, Duration patience) throws InterruptedException {
        producing = false;
        leave(producers);
        long began = System.nanoTime();
        while (!nothingLeft.getAsBoolean() && System.nanoTime() - began < patience.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(500);
        }
        working = false;
        leave(workers);
        client.ifPresent(OrchestratorClient::close);
        client = Optional.empty();
        known.clear();
    }

    private static void leave(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
    }

    /** Counts what somebody did. */
    void did(String what) {
        done.computeIfAbsent(what, key -> new LongAdder()).increment();
    }

    /** Somebody has made a task. */
    void made(TaskId task) {
        known.addLast(task);
        if (known.size() > MOST_KNOWN) {
            known.pollFirst();
        }
    }

    /** One of the tasks that were made of late; empty if there is none. */
    Optional<TaskId> some() {
        Optional<TaskId> some = Optional.ofNullable(known.pollFirst());
        some.ifPresent(known::addLast);
        return some;
    }

    /** What was not to be expected. */
    List<String> surprises() {
        return List.copyOf(surprises);
    }

    /** What was done, and how often. */
    String summary() {
        StringBuilder text = new StringBuilder("Done:");
        done.entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(each -> text.append(
                        " %s %,d;".formatted(each.getKey(), each.getValue().sum())));
        return text.toString();
    }
}
