package io.taskorchestrator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.CompletionOutcome;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many completions whose request or answer is lost are carried out once each, and answered as if nothing had been lost. */
class LostBatchTest extends LostCalls {

    private static final Claim CLAIM = Claim.by("worker").lease(Duration.ofMinutes(1));
    private static final TaskResult FAILURE =
            new TaskResult("failure", Optional.of("no disk"), Optional.empty(), Optional.empty());

    private List<ClaimedTask> working(int count) {
        behind().create(
                        Collections.nCopies(
                                count, NewTask.builder("/p", "do it").build()),
                        Optional.empty());
        return behind().claim(CLAIM.limit(count));
    }

    private static List<Complete> completions(List<ClaimedTask> tasks) {
        return tasks.stream()
                .map(task -> Complete.of(task.id(), task.token(), TaskResult.SUCCESS))
                .toList();
    }

    private long completions(TaskId id) {
        return behind().history(id).stream()
                .filter(entry -> entry.event().type() == EventType.COMPLETED)
                .count();
    }

    @ParameterizedTest
    @EnumSource
    void eachIsDoneOnce(Fault fault) {
        List<ClaimedTask> tasks = working(20);

        List<CompletionOutcome> outcomes = client(fault, () -> {}).completeAll(completions(tasks));

        assertThat(outcomes)
                .hasSize(20)
                .allSatisfy(
                        outcome -> assertThat(outcome.orElseThrow().version()).isEqualTo(3));
        assertThat(tasks).allSatisfy(task -> assertThat(completions(task.id())).isEqualTo(1));
    }

    @Test
    void whatAnotherHasHadMeanwhileWasStillDoneByUs() {
        List<ClaimedTask> tasks = working(3);
        ClaimedTask other = tasks.get(1);
        List<Complete> completions = new ArrayList<>(completions(tasks));
        completions.set(1, Complete.of(other.id(), other.token(), FAILURE));
        Runnable then = () -> {
            behind().retry(Retry.of(other.id()));
            ClaimedTask next = behind().claim(CLAIM).get(0);
            behind().fail(Fail.of(next.id(), next.token(), "again"));
        };

        List<CompletionOutcome> outcomes = client(Fault.BEFORE_ANSWER, then).completeAll(completions);

        assertThat(outcomes).noneMatch(CompletionOutcome::isRefused);
        assertThat(outcomes.get(1).orElseThrow().state().attempts().number()).isEqualTo(2);
    }

    @Test
    void whatNeverArrivedIsRefusedWhereAnotherHasTheTaskMeanwhile() {
        List<ClaimedTask> tasks = working(3);
        TaskId other = tasks.get(1).id();
        Runnable then = () -> {
            behind().cancel(Cancel.of(other).forced());
            behind().retry(Retry.of(other));
            behind().claim(CLAIM);
        };

        List<CompletionOutcome> outcomes = client(Fault.BEFORE_REQUEST, then).completeAll(completions(tasks));

        assertThat(outcomes).extracting(CompletionOutcome::isRefused).containsExactly(false, true, false);
        assertThatThrownBy(outcomes.get(1)::orElseThrow).isInstanceOf(ConflictException.class);
    }

    @Test
    void oneWithoutATokenKeepsAllFromBeingRepeated() {
        List<Complete> completions = new ArrayList<>(completions(working(2)));
        behind().create(NewTask.builder("/p", "do it").build());
        TaskId plain = behind().claim(Claim.by("plain")).get(0).id();
        completions.add(new Complete(plain, Holder.UNKNOWN, Optional.empty(), TaskResult.SUCCESS));

        assertThatThrownBy(() -> client(Fault.BEFORE_REQUEST, () -> {}).completeAll(completions))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(behind().find(plain).orElseThrow().status()).isEqualTo(TaskStatus.WORKING);
    }
}
