package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.taskorchestrator.jdbc.StoreOpenException.Reason;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskStatus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed, with SIGKILL and under load, loses nothing that it has confirmed. */
class SqliteKillTest {

    private static final int ROUNDS = 3;
    private static final int LINES_BEFORE_THE_KILL = 300;
    private static final int PATIENCE_SECONDS = 120;

    @TempDir
    private Path directory;

    @Test
    void nothingConfirmedIsLostWhenTheServerIsKilledUnderLoad() throws IOException, InterruptedException {
        Random random = new Random(1);
        Path confirmed = Files.createFile(directory.resolve("confirmed"));
        for (int round = 1; round <= ROUNDS; round++) {
            int enough = lines(confirmed).size() + LINES_BEFORE_THE_KILL + random.nextInt(300);
            Process server = start(confirmed, "round-" + round);
            try {
                awaitLines(server, confirmed, enough);
                requireInUse();
            } finally {
                server.destroyForcibly();
            }
            assertThat(server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            check(lines(confirmed));
        }
    }

    private Process start(Path confirmed, String round) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledServer.class.getName(),
                        file().toString(),
                        confirmed.toString(),
                        round)
                .redirectErrorStream(true)
                .redirectOutput(new File(directory.toFile(), round + ".log"))
                .start();
    }

    /** Waits until the server has confirmed enough; it is killed in the middle of more. */
    private void awaitLines(Process server, Path confirmed, int enough) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (lines(confirmed).size() < enough) {
            assertThat(System.nanoTime()).as("Confirmations in time").isLessThan(end);
            assertThat(server.waitFor(10, TimeUnit.MILLISECONDS))
                    .as("The server ended by itself: %s", logs())
                    .isFalse();
        }
    }

    private String logs() throws IOException {
        StringBuilder logs = new StringBuilder();
        try (var files = Files.list(directory)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".log")).toList()) {
                logs.append(Files.readString(file));
            }
        }
        return logs.toString();
    }

    private void requireInUse() {
        assertThatThrownBy(this::open)
                .asInstanceOf(type(StoreOpenException.class))
                .extracting(StoreOpenException::reason)
                .isEqualTo(Reason.IN_USE);
    }

    private void check(List<String> lines) {
        Map<String, List<TaskId>> byKey = new HashMap<>();
        try (JdbcTaskStore store = open()) {
            for (String line : lines) {
                String[] words = line.split(" ", -1);
                if (!words[0].equals("started")) {
                    TaskId id = TaskId.parse(words[1]);
                    Task task =
                            store.find(id, EnumSet.allOf(TaskPart.class)).orElseThrow(() -> new AssertionError(line));
                    checkConfirmed(store, task, words);
                    if (words[0].equals("created")) {
                        byKey.computeIfAbsent(words[2], any -> new ArrayList<>())
                                .add(id);
                    }
                }
            }
            checkWhole(store);
        }
        assertThat(byKey.values()).allSatisfy(ids -> assertThat(ids).doesNotHaveDuplicates());
    }

    private static void checkConfirmed(JdbcTaskStore store, Task task, String[] words) {
        List<EventType> events = store.history(task.id(), 0, 100).stream()
                .map(entry -> entry.event().type())
                .toList();
        switch (words[0]) {
            case "created" -> assertThat(events).startsWith(EventType.CREATED);
            case "claimed" -> {
                assertThat(events).contains(EventType.CLAIMED);
                assertThat(task.state().attempts().number()).isEqualTo(Integer.parseInt(words[2]));
            }
            default -> {
                assertThat(events).containsExactly(EventType.CREATED, EventType.CLAIMED, EventType.COMPLETED);
                assertThat(task.status()).isEqualTo(TaskStatus.COMPLETED);
                assertThat(task.state().outcome().result()).isPresent();
            }
        }
    }

    /** Counters equal a recount, histories have no gap, and batches are whole. */
    private static void checkWhole(JdbcTaskStore store) {
        Map<TaskStatus, Long> counts = new EnumMap<>(TaskStatus.class);
        TaskQuery.Builder query = TaskQuery.builder().limit(TaskQuery.MOST_PER_PAGE);
        Page page;
        do {
            page = store.list(query.build());
            page.tasks().forEach(task -> {
                counts.merge(task.status(), 1L, Long::sum);
                List<HistoryEntry> history = store.history(task.id(), 0, 100);
                assertThat(history.get(history.size() - 1).seq()).isEqualTo(history.size());
            });
            page.nextCursor().ifPresent(query::cursor);
        } while (page.hasMore());
        Map<TaskStatus, Long> counted =
                new EnumMap<>(store.statistics(Duration.ofHours(1)).byStatus());
        counted.values().removeIf(count -> count == 0);
        assertThat(counted).isEqualTo(counts);
        assertThat(page.total() % 2).as("Batches are of two").isZero();
    }

    private static List<String> lines(Path confirmed) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(confirmed));
        if (!lines.isEmpty() && !Files.readString(confirmed).endsWith("\n")) {
            lines.remove(lines.size() - 1);
        }
        return lines;
    }

    private Path file() {
        return directory.resolve("tasks.db");
    }

    private JdbcTaskStore open() {
        return SqliteStores.open(file(), StoreSettings.STANDARD, InstantSource.system());
    }
}
