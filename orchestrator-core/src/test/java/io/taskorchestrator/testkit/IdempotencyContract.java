package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.IdempotencyKey;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskNotFoundException;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Creating with an idempotency key. */
abstract class IdempotencyContract extends StoreScene {

    private static final Caller OTHER = new Caller("api-key-8");
    private static final Duration KEPT = Duration.ofHours(24);

    IdempotencyContract(StoreOpener opener) {
        super(opener);
    }

    @Test
    void firstUseOfAKeyIsNoReplay() {
        assertThat(await(send(CALLER, "k", "hash", 1)).replayed()).isFalse();
    }

    @Test
    void sameKeyAndRequestGiveTheSameTaskAgain() {
        Created first = await(send(CALLER, "k", "hash", 1));
        Created second = await(send(CALLER, "k", "hash", 1));
        assertThat(second.replayed()).isTrue();
        assertThat(second.tasks()).isEqualTo(first.tasks());
        assertThat(total()).isEqualTo(1);
    }

    @Test
    void oneKeyCoversAWholeBatch() {
        Created first = await(send(CALLER, "k", "hash", 20));
        assertThat(await(send(CALLER, "k", "hash", 20)).tasks()).isEqualTo(first.tasks());
        assertThat(total()).isEqualTo(20);
    }

    @Test
    void sameKeyForAnotherRequestIsAConflict() {
        await(send(CALLER, "k", "hash", 1));
        assertThat(failureOf(send(CALLER, "k", "other hash", 1)))
                .asInstanceOf(type(ConflictException.class))
                .extracting(ConflictException::reason)
                .isEqualTo(RefusalReason.IDEMPOTENCY_KEY_REUSED);
        assertThat(total()).isEqualTo(1);
    }

    @Test
    void otherKeyMakesAnotherTask() {
        Task first = await(send(CALLER, "k1", "hash", 1)).tasks().get(0);
        Task second = await(send(CALLER, "k2", "hash", 1)).tasks().get(0);
        assertThat(second.id()).isNotEqualTo(first.id());
    }

    @Test
    void keysOfDifferentCallersNeverMeet() {
        Task first = await(send(CALLER, "k", "hash", 1)).tasks().get(0);
        Created second = await(send(OTHER, "k", "other hash", 1));
        assertThat(second.replayed()).isFalse();
        assertThat(second.tasks().get(0).id()).isNotEqualTo(first.id());
    }

    @Test
    void replayAnswersTheTaskAsItIsNow() {
        TaskId id = await(send(CALLER, "k", "hash", 1)).tasks().get(0).id();
        change(Cancel.of(id, "not needed"));
        Task replayed = await(send(CALLER, "k", "hash", 1)).tasks().get(0);
        assertThat(replayed).isEqualTo(find(id));
        assertThat(replayed.status()).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void replayOfADeletedTaskIsNotFound() {
        TaskId id = await(send(CALLER, "k", "hash", 1)).tasks().get(0).id();
        change(Delete.of(id));
        assertThat(failureOf(send(CALLER, "k", "hash", 1)))
                .asInstanceOf(type(TaskNotFoundException.class))
                .extracting(TaskNotFoundException::taskId)
                .isEqualTo(id);
        assertThat(total()).isZero();
    }

    @Test
    void replayOfABatchWithOneTaskGoneIsNotFound() {
        List<Task> tasks = await(send(CALLER, "k", "hash", 3)).tasks();
        change(Delete.of(tasks.get(1).id()));
        assertThat(failureOf(send(CALLER, "k", "hash", 3)))
                .asInstanceOf(type(TaskNotFoundException.class))
                .extracting(TaskNotFoundException::taskId)
                .isEqualTo(tasks.get(1).id());
    }

    @Test
    void keyIsKeptForADay() {
        TaskId id = await(send(CALLER, "k", "hash", 1)).tasks().get(0).id();
        pass(KEPT.minusSeconds(1));
        assertThat(await(send(CALLER, "k", "hash", 1)).tasks().get(0).id()).isEqualTo(id);
    }

    @Test
    void keyCanBeUsedAnewAfterADay() {
        TaskId id = await(send(CALLER, "k", "hash", 1)).tasks().get(0).id();
        pass(KEPT);
        Created second = await(send(CALLER, "k", "other hash", 1));
        assertThat(second.replayed()).isFalse();
        assertThat(second.tasks().get(0).id()).isNotEqualTo(id);
    }

    @Test
    void replayDoesNotKeepAKeyLonger() {
        TaskId id = await(send(CALLER, "k", "hash", 1)).tasks().get(0).id();
        pass(KEPT.minusSeconds(1));
        await(send(CALLER, "k", "hash", 1));
        pass(Duration.ofSeconds(1));
        assertThat(await(send(CALLER, "k", "hash", 1)).tasks().get(0).id()).isNotEqualTo(id);
    }

    @RepeatedTest(10)
    void ofManyAtOnceOneMakesTheTaskAndTheOthersReplayIt() {
        List<Created> answers = Threads.runAll(16, thread -> await(send(CALLER, "k", "hash", 2)));
        Set<List<TaskId>> ids = answers.stream()
                .map(answer -> answer.tasks().stream().map(Task::id).toList())
                .collect(Collectors.toSet());
        assertThat(ids).hasSize(1);
        assertThat(answers).filteredOn(answer -> !answer.replayed()).hasSize(1);
        assertThat(total()).isEqualTo(2);
    }

    private CompletionStage<Created> send(Caller caller, String key, String hash, int tasks) {
        CreateBatch batch = new CreateBatch(
                Collections.nCopies(tasks, draft(in(SHOP))), Optional.of(new IdempotencyKey(key, hash)));
        return store().create(new Call<>(caller, batch));
    }

    private long total() {
        return store().list(TaskQuery.ALL).total();
    }
}
