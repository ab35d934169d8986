package io.taskorchestrator.jdbc;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.IdempotencyKey;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * A program that works with a store until somebody kills it, and writes what the store has confirmed into a file, a line
 * each, only after it was confirmed: {@code created <id> <key>}, {@code claimed <id> <attempt>}, {@code completed <id> <attempt>}.
 * Arguments: the store, the file, the name of the round.
 */
final class KilledServer {

    private static final int THREADS = 8;
    private static final Duration LEASE = Duration.ofHours(1);

    private KilledServer() {}

    /** Works until it is killed. */
    public static void main(String[] arguments) throws InterruptedException, IOException {
        Path confirmed = Path.of(arguments[1]);
        JdbcTaskStore store = SqliteStores.open(Path.of(arguments[0]), StoreSettings.STANDARD, InstantSource.system());
        for (int i = 0; i < THREADS; i++) {
            String name = arguments[2] + "-" + i;
            new Thread(() -> work(store, confirmed, name)).start();
        }
        Files.writeString(confirmed, "started\n", StandardOpenOption.APPEND);
        Thread.currentThread().join();
    }

    private static void work(JdbcTaskStore store, Path confirmed, String name) {
        try {
            for (int i = 0; ; i++) {
                String key = name + "-" + i;
                CreateBatch batch = new CreateBatch(
                        Scene.batch(Scene.task("/work/" + name), 2).tasks(),
                        Optional.of(new IdempotencyKey(key, "hash")));
                for (Task task : Scene.await(store.create(new Call<>(Scene.CALLER, batch)))
                        .tasks()) {
                    confirm(confirmed, "created %s %s%n".formatted(task.id(), key));
                }
                Claim claim = Claim.by(name).in("/work/" + name).lease(LEASE);
                ClaimedTask claimed = Scene.claim(store, claim).get(0);
                confirm(
                        confirmed,
                        "claimed %s %d%n"
                                .formatted(claimed.id(), claimed.token().attempt()));
                Complete complete = Complete.of(claimed.id(), claimed.token(), TaskResult.success(name));
                Scene.await(store.apply(List.of(new Call<>(Scene.CALLER, complete))));
                confirm(
                        confirmed,
                        "completed %s %d%n"
                                .formatted(claimed.id(), claimed.token().attempt()));
            }
        } catch (IOException e) {
            throw new IllegalStateException("The confirmations cannot be written", e);
        }
    }

    private static void confirm(Path confirmed, String line) throws IOException {
        // One write with O_APPEND: lines of several threads do not mix, and the kernel keeps them when this is killed.
        Files.write(confirmed, line.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.APPEND);
    }
}
