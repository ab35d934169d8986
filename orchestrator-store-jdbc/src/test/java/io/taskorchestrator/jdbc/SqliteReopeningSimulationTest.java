package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.Decided;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.testkit.ForwardingStore;
import io.taskorchestrator.testkit.SimulationContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.io.TempDir;

/** The simulation with a store that is closed and opened anew every few writes: everything it knows is in the file. */
class SqliteReopeningSimulationTest extends SimulationContract {

    private static final int WRITES_BETWEEN = 9;

    @TempDir
    private Path directory;

    private int opened;

    @Override
    protected TaskStore open(StoreSettings settings, InstantSource clock) {
        Path file = directory.resolve("tasks-" + ++opened + ".db");
        return new Reopening(() -> {
            requireInPlace(file);
            return SqliteStores.open(file, settings, clock);
        });
    }

    /** What stands in line is what is ready, each time the store is closed. */
    private static void requireInPlace(Path file) {
        if (Files.exists(file)) {
            try {
                assertThat(OutOfPlace.in(file)).isEmpty();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    protected String command() {
        return "./mvnw -pl orchestrator-core,orchestrator-store-jdbc -am test -Dtest=SqliteReopeningSimulationTest";
    }

    private static final class Reopening extends ForwardingStore {

        private final Supplier<TaskStore> opener;
        private TaskStore store;
        private int writes;

        private Reopening(Supplier<TaskStore> opener) {
            this.opener = opener;
            this.store = opener.get();
        }

        @Override
        protected TaskStore store() {
            return store;
        }

        private TaskStore forWriting() {
            if (++writes % WRITES_BETWEEN == 0) {
                store.close();
                store = opener.get();
            }
            return store;
        }

        @Override
        public CompletionStage<Created> create(Call<CreateBatch> batch) {
            return forWriting().create(batch);
        }

        @Override
        public CompletionStage<List<List<ClaimedTask>>> claim(List<Call<Claim>> claims) {
            return forWriting().claim(claims);
        }

        @Override
        public CompletionStage<List<Decided>> apply(List<Call<TaskCommand>> commands) {
            return forWriting().apply(commands);
        }

        @Override
        public CompletionStage<Optional<Instant>> tick(int limit) {
            return forWriting().tick(limit);
        }
    }
}
