package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.TaskResult;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of three servers on a database is killed, with SIGKILL and under load, again and again: the others take over. */
class PostgresTakeoverTest {

    private static final int SERVERS = 3;
    /** Each of the first servers is killed once. */
    private static final int ROUNDS = 3;

    private static final int LINES_PER_ROUND = 300;
    private static final int PATIENCE_SECONDS = 120;

    @TempDir
    private Path directory;

    private final List<Process> running = new ArrayList<>();
    private int started;

    @Test
    void nothingConfirmedIsLostAndTheOthersTakeOverWhatAKilledServerHeld() throws Exception {
        String url = PostgresServer.shared().freshDatabase();
        JdbcTaskStore.migratePostgres(url, InstantSource.system());
        try {
            for (int i = 0; i < SERVERS; i++) {
                running.add(start(url));
            }
            for (int round = 0; round < ROUNDS; round++) {
                int enough = lines().size() + LINES_PER_ROUND;
                until(() -> lines().size() >= enough);
                Process victim = running.set(round % SERVERS, start(url));
                victim.destroyForcibly();
                assertThat(victim.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
                Set<String> held = held(url, round);
                until(() -> isOver(url, held));
            }
        } finally {
            for (Process each : running) {
                each.destroyForcibly();
                each.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }
        finishWhatIsLeft(url);
        check(url, lines());
    }

    /** What the workers of a killed server have at this moment, as task and attempt. */
    private static Set<String> held(String url, int server) throws SQLException {
        return new HashSet<>(Servers.texts(
                url,
                "SELECT task || ' ' || attempt FROM task_orchestrator.lease WHERE worker LIKE 'server-" + server
                        + "-%'"));
    }

    private static boolean isOver(String url, Set<String> held) throws SQLException {
        return Servers.texts(url, "SELECT task || ' ' || attempt FROM task_orchestrator.lease").stream()
                .noneMatch(held::contains);
    }

    /** One more worker, who does what is left when all others are gone. */
    private static void finishWhatIsLeft(String url) {
        JdbcStoreOptions options = JdbcStoreOptions.of(InstantSource.system(), new Random(99));
        try (EmbeddedOrchestrator orchestrator = EmbeddedOrchestrator.builder()
                .store(JdbcTaskStore.openPostgres(url, options))
                .build()) {
            Claim claim = Claim.by("last")
                    .lease(Duration.ofMinutes(1))
                    .limit(100)
                    .waiting(KilledPostgresServer.LEASE.multipliedBy(3));
            List<ClaimedTask> left = orchestrator.claim(claim);
            while (!left.isEmpty()) {
                left.forEach(each ->
                        orchestrator.complete(Complete.of(each.id(), each.token(), TaskResult.success("last"))));
                left = orchestrator.claim(claim);
            }
        }
    }

    private static void check(String url, List<String> lines) throws SQLException {
        Set<String> history = new HashSet<>(Servers.texts(
                url,
                "SELECT concat_ws(' ', h.type, b.id, nullif(h.attempt, 0)) FROM task_orchestrator.history h"
                        + " JOIN task_orchestrator.task_body b ON b.task = h.task"));
        Set<String> lost = new TreeSet<>(lines);
        lost.removeAll(history);
        assertThat(lost).as("Confirmed, but not there").isEmpty();
        assertThat(lines).as("Confirmed twice").doesNotHaveDuplicates();
        assertThat(Servers.texts(url, "SELECT DISTINCT status FROM task_orchestrator.task"))
                .as("All are completed")
                .containsExactly("2");
        assertThat(Servers.texts(
                        url,
                        "SELECT task FROM task_orchestrator.history GROUP BY task HAVING"
                                + " count(*) FILTER (WHERE type = 'completed') <> 1"
                                + " OR count(*) FILTER (WHERE type = 'created') <> 1 OR max(seq) <> count(*)"))
                .as("Created and completed once, without a gap")
                .isEmpty();
        assertThat(Servers.texts(
                        url,
                        "SELECT number FROM task_orchestrator.task t WHERE history_size <> (WITH RECURSIVE entry AS ("
                                + "SELECT previous FROM task_orchestrator.history WHERE position = t.last_entry"
                                + " UNION ALL SELECT h.previous FROM entry e"
                                + " JOIN task_orchestrator.history h ON h.position = e.previous)"
                                + " SELECT count(*) FROM entry)"))
                .as("The chain has every entry")
                .isEmpty();
        assertThat(Servers.texts(url, "SELECT 1 FROM task_orchestrator.lease")).isEmpty();
        assertThat(Servers.texts(url, "SELECT 1 FROM task_orchestrator.ready")).isEmpty();
        assertThat(Servers.texts(url, "SELECT sum(tasks) FROM task_orchestrator.counter"))
                .isEqualTo(Servers.texts(url, "SELECT count(*) FROM task_orchestrator.task"));
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private void until(Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("In time; %s", logs()).isLessThan(end);
            for (Process each : running) {
                assertThat(each.waitFor(10, TimeUnit.MILLISECONDS))
                        .as("A server ended by itself: %s", logs())
                        .isFalse();
            }
        }
    }

    private Process start(String url) throws IOException {
        String seed = String.valueOf(started++);
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledPostgresServer.class.getName(),
                        url,
                        directory.resolve(seed + ".confirmed").toString(),
                        seed)
                .redirectErrorStream(true)
                .redirectOutput(new File(directory.toFile(), seed + ".log"))
                .start();
    }

    /** The lines that are whole, of all servers. */
    private List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : files(".confirmed")) {
            String text = Files.readString(file);
            lines.addAll(text.substring(0, text.lastIndexOf('\n') + 1).lines().toList());
        }
        return lines;
    }

    private String logs() throws IOException {
        StringBuilder logs = new StringBuilder();
        for (Path file : files(".log")) {
            logs.append(Files.readString(file));
        }
        return logs.toString();
    }

    private List<Path> files(String ending) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(each -> each.toString().endsWith(ending)).toList();
        }
    }
}
