package io.taskorchestrator.jdbc;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Optional;
import java.util.Random;

/**
 * One of several servers of a PostgreSQL database, which works until somebody kills it, and writes what the store has confirmed
 * into a file of its own, a line each, only after it was confirmed: {@code created <id>}, {@code claimed <id> <attempt>},
 * {@code completed <id> <attempt>}. Arguments: the URL, the file, the seed of its ids.
 */
final class KilledPostgresServer {

    /** How long nobody else gets what a server had when it was killed. */
    static final Duration LEASE = Duration.ofSeconds(3);

    private static final int THREADS = 6;
    private static final int BATCH = 3;
    private static final Duration WAIT = Duration.ofSeconds(1);

    private KilledPostgresServer() {}

    /** Works until it is killed. */
    public static void main(String[] arguments) throws InterruptedException {
        Path confirmed = Path.of(arguments[1]);
        JdbcStoreOptions options =
                JdbcStoreOptions.of(InstantSource.system(), new Random(Long.parseLong(arguments[2])));
        EmbeddedOrchestrator orchestrator = EmbeddedOrchestrator.builder()
                .store(JdbcTaskStore.openPostgres(arguments[0], options))
                .build();
        for (int i = 0; i < THREADS; i++) {
            String name = "server-%s-%d".formatted(arguments[2], i);
            new Thread(() -> work(orchestrator, confirmed, name)).start();
        }
        Thread.currentThread().join();
    }

    private static void work(EmbeddedOrchestrator orchestrator, Path confirmed, String name) {
        try {
            for (int i = 0; ; i++) {
                if (i % BATCH == 0) {
                    NewTask task =
                            NewTask.builder("/work", "Find the slow query").build();
                    for (Task created : orchestrator
                            .create(Collections.nCopies(BATCH, task), Optional.of(name + "-" + i))
                            .tasks()) {
                        confirm(confirmed, "created %s%n".formatted(created.id()));
                    }
                }
                for (ClaimedTask claimed :
                        orchestrator.claim(Claim.by(name).lease(LEASE).waiting(WAIT))) {
                    int attempt = claimed.token().attempt();
                    confirm(confirmed, "claimed %s %d%n".formatted(claimed.id(), attempt));
                    orchestrator.complete(Complete.of(claimed.id(), claimed.token(), TaskResult.success(name)));
                    confirm(confirmed, "completed %s %d%n".formatted(claimed.id(), attempt));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("The confirmations cannot be written", e);
        }
    }

    private static void confirm(Path confirmed, String line) throws IOException {
        // One write with O_APPEND: lines of several threads do not mix, and the kernel keeps them when this is killed.
        Files.write(
                confirmed,
                line.getBytes(StandardCharsets.US_ASCII),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
