package io.taskorchestrator.testkit;

import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskStore;
import java.time.InstantSource;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link TaskStore} must do. A store proves itself by one class that extends this one and says how to open it:
 *
 * <pre>{@code
 * class MyStoreTest extends TaskStoreContract {
 *
 *     @Override
 *     protected TaskStore open(StoreSettings settings, InstantSource clock) {
 *         return MyStore.open(freshDatabase(), settings, clock);
 *     }
 * }
 * }</pre>
 *
 * <p>Running it runs every topic below. Tests use nothing but the interface, wait for the stages that writes answer with,
 * and move time by the clock alone: no test sleeps, and none depends on another. Each test opens one store, at its first
 * call, and closes it at its end; a {@code @BeforeEach} of the subclass runs before that and an {@code @AfterEach} after.
 *
 * <p>Thread model: tests of one class run one after the other; a test may call its store from many threads.
 */
public abstract class TaskStoreContract {

    /** Creates the tests. */
    protected TaskStoreContract() {}

    /**
     * Opens a new, empty store. The test closes it.
     *
     * @param settings how the store orders tasks and how long it keeps them
     * @param clock the only time that the store may look at, for everything that the interface shows
     */
    protected abstract TaskStore open(StoreSettings settings, InstantSource clock);

    @Nested
    class Creating extends CreateContract {
        Creating() {
            super(TaskStoreContract.this::open);
        }
    }

    @Nested
    class IdempotencyKeys extends IdempotencyContract {
        IdempotencyKeys() {
            super(TaskStoreContract.this::open);
        }
    }

    @Nested
    class ClaimOrder extends ClaimOrderContract {
        ClaimOrder() {
            super(TaskStoreContract.this::open);
        }
    }

    @Nested
    class ClaimScope extends ClaimScopeContract {
        ClaimScope() {
            super(TaskStoreContract.this::open);
        }
    }

    @Nested
    class ClaimReplay extends ClaimReplayContract {
        ClaimReplay() {
            super(TaskStoreContract.this::open);
        }
    }

    @Nested
    class Leases extends LeaseContract {
        Leases() {
            super(TaskStoreContract.this::open);
        }
    }

    @Nested
    class Time extends TimeContract {
        Time() {
            super(TaskStoreContract.this::open);
        }
    }

    @Nested
    class Directories extends DirectoryContract {
        Directories() {
            super(TaskStoreContract.this::open);
        }
    }

    @Nested
    class Reservations extends ReservationContract {
        Reservations() {
            super(TaskStoreContract.this::open);
        }
    }

    @Nested
    class Commands extends CommandContract {
        Commands() {
            super(TaskStoreContract.this::open);
        }
    }

    @Nested
    class History extends HistoryContract {
        History() {
            super(TaskStoreContract.this::open);
        }
    }

    @Nested
    class Listing extends ListContract {
        Listing() {
            super(TaskStoreContract.this::open);
        }
    }

    @Nested
    class Paging extends PagingContract {
        Paging() {
            super(TaskStoreContract.this::open);
        }
    }

    @Nested
    class Explaining extends ExplainContract {
        Explaining() {
            super(TaskStoreContract.this::open);
        }
    }

    @Nested
    class Statistics extends StatisticsContract {
        Statistics() {
            super(TaskStoreContract.this::open);
        }
    }

    @Nested
    class Retention extends RetentionContract {
        Retention() {
            super(TaskStoreContract.this::open);
        }
    }

    @Nested
    class Hints extends HintContract {
        Hints() {
            super(TaskStoreContract.this::open);
        }
    }

    @Nested
    class Listeners extends ListenerContract {
        Listeners() {
            super(TaskStoreContract.this::open);
        }
    }

    @Nested
    class Closing extends CloseContract {
        Closing() {
            super(TaskStoreContract.this::open);
        }
    }

    @Nested
    class Concurrency extends ConcurrencyContract {
        Concurrency() {
            super(TaskStoreContract.this::open);
        }
    }
}
