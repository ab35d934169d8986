package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.TaskId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What a closed store does. */
abstract class CloseContract extends StoreScene {

    CloseContract(StoreOpener opener) {
        super(opener);
    }

    @Test
    void closedStoreCreatesNothing() {
        store().close();
        requireUnavailable(store().create(
                        new Call<>(CALLER, new CreateBatch(List.of(draft(in(SHOP))), Optional.empty()))));
    }

    @Test
    void closedStoreHandsOutNothing() {
        create();
        store().close();
        requireUnavailable(store().claim(List.of(new Call<>(CALLER, Claim.by("alice")))));
    }

    @Test
    void closedStoreTakesNoCommand() {
        TaskId id = create().id();
        store().close();
        requireUnavailable(store().apply(List.of(new Call<>(CALLER, Cancel.of(id)))));
    }

    @Test
    void closedStoreDoesNothingThatIsDue() {
        store().close();
        requireUnavailable(store().tick(10));
    }

    @Test
    void closedStoreCanBeClosedAgain() {
        store().close();
        store().close();
        requireUnavailable(store().tick(10));
    }

    private static void requireUnavailable(CompletionStage<?> stage) {
        assertThat(failureOf(stage)).isInstanceOf(StoreUnavailableException.class);
    }
}
