package io.taskorchestrator.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.Lease;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskEvent;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskSettings;
import io.taskorchestrator.task.TaskState;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.task.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One task with a clock of its own. It takes commands, does with each decision what a store would do, and remembers the
 * history. Thread model: one thread.
 */
final class TestTask {

    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    static final TaskId ID = TaskId.parse("019cae5f-7400-7000-8000-000000000001");
    static final WorkerId ALICE = WorkerId.of("alice");
    static final WorkerId BOB = WorkerId.of("bob");
    static final String PROMPT = "Find the slow query";

    /** The time limit of these tasks. */
    static final Duration TIMEOUT = Duration.ofMinutes(10);

    /** The lease that {@link #claim()} asks for. */
    static final Duration LEASE = Duration.ofMinutes(1);

    private final List<TaskEvent> history = new ArrayList<>();
    private Task task;
    private Instant now = START;
    private boolean removed;

    private TestTask(NewTask asked) {
        Decision.Changed created = Lifecycle.create(ID, asked.spec(TaskSettings.STANDARD), asked.start(), START);
        task = created.task();
        history.addAll(created.events());
    }

    /** A waiting task with three retries by hand. */
    static TestTask create() {
        return create(how -> how);
    }

    /** A waiting task that differs from the usual one. */
    static TestTask create(UnaryOperator<NewTask.Builder> how) {
        return new TestTask(how.apply(NewTask.builder("/projects/shop", PROMPT).timeout(TIMEOUT))
                .build());
    }

    /** A waiting task that is retried by itself. */
    static TestTask automatic() {
        return create(how -> how.retry(RetryPolicy.AUTOMATIC));
    }

    /** A waiting task that allows {@code maxRetries}. */
    static TestTask withRetries(int maxRetries) {
        return create(how -> how.maxRetries(maxRetries));
    }

    Task task() {
        return task;
    }

    TaskStatus status() {
        return task.status();
    }

    TaskState state() {
        return task.state();
    }

    Lease lease() {
        return task.state().lease().orElseThrow();
    }

    int attempt() {
        return task.state().attempts().number();
    }

    int retryCount() {
        return task.state().attempts().retries().count();
    }

    Instant now() {
        return now;
    }

    List<TaskEvent> history() {
        return List.copyOf(history);
    }

    List<EventType> historyTypes() {
        return history.stream().map(TaskEvent::type).toList();
    }

    TaskEvent lastEvent() {
        return history.get(history.size() - 1);
    }

    boolean isRemoved() {
        return removed;
    }

    /** Lets time pass; backwards if negative. */
    TestTask pass(Duration time) {
        now = now.plus(time);
        return this;
    }

    /** Sends a command and writes what a store would write. */
    Decision send(Command command) {
        Decision decision = Lifecycle.decide(task, command, now);
        written(decision).ifPresent(this::write);
        return decision;
    }

    /** What a store writes for {@code decision}. */
    static Optional<Decision.Changed> written(Decision decision) {
        if (decision instanceof Decision.Changed changed) {
            return Optional.of(changed);
        }
        return decision instanceof Decision.Refused refused ? refused.recorded() : Optional.empty();
    }

    private void write(Decision.Changed change) {
        task = change.task();
        history.addAll(change.events());
        removed = change.isRemoval();
    }

    /** Sends a command that must change the task. */
    Decision.Changed change(Command command) {
        Decision decision = send(command);
        assertThat(decision).isInstanceOf(Decision.Changed.class);
        return (Decision.Changed) decision;
    }

    /** Sends a command that must be taken as a repeat: nothing changes. */
    void repeat(Command command) {
        Task before = task;
        assertThat(send(command)).isEqualTo(new Decision.Unchanged(before));
    }

    /** Sends a command that must be refused for {@code reason}. */
    Decision.Refused refuse(Command command, RefusalReason reason) {
        Task before = task;
        Decision decision = send(command);
        assertThat(decision).asInstanceOf(type(Decision.Refused.class)).satisfies(refused -> {
            assertThat(refused.refusal().reason()).isEqualTo(reason);
            assertThat(refused.refusal().message()).isNotBlank();
            assertThat(refused.refusal().details())
                    .containsEntry("status", before.status().text())
                    .containsEntry("task_id", before.id().toString());
        });
        return (Decision.Refused) decision;
    }

    /** Sends a command that must be refused for {@code reason} and record nothing. */
    Refusal refuseWhole(Command command, RefusalReason reason) {
        Task before = task;
        Decision.Refused refused = refuse(command, reason);
        assertThat(refused.recorded()).isEmpty();
        assertThat(task).isEqualTo(before);
        return refused.refusal();
    }

    /** Hands the task to Alice under a fenced lease of one minute. */
    LeaseToken claim() {
        return claim(Claim.by(ALICE.value()).lease(LEASE));
    }

    LeaseToken claim(Claim claim) {
        change(claim);
        return token(attempt());
    }

    /** Hands the task to Alice as the original API does: no token is needed. */
    LeaseToken claimPlain() {
        return claim(Claim.by(ALICE.value()));
    }

    /** Lets the lease run out and says so. */
    void expire() {
        now = lease().expiresAt();
        change(new Expire(ID));
    }

    /** A genuine token; the lifecycle looks at nothing but its attempt. */
    static LeaseToken token(int attempt) {
        return new LeaseToken(attempt, 0x0123_4567_89AB_CDEFL, attempt);
    }

    static TaskResult result(String output) {
        return TaskResult.success(output);
    }

    static TaskResult failure(String output) {
        return new TaskResult("failed", Optional.of(output), Optional.empty(), Optional.empty());
    }

    static Complete complete(LeaseToken token) {
        return complete(token, result("42"));
    }

    static Complete complete(LeaseToken token, TaskResult result) {
        return Complete.of(ID, token, result);
    }

    static Complete complete(LeaseToken token, String prompt) {
        return new Complete(ID, Holder.of(token), Optional.of(prompt), result("42"));
    }

    static Complete complete(Holder holder) {
        return new Complete(ID, holder, Optional.empty(), result("42"));
    }

    static Fail fail(LeaseToken token) {
        return Fail.of(ID, token, "out of memory");
    }

    static Fail fail(LeaseToken token, TaskResult result) {
        return new Fail(ID, Holder.of(token), "out of memory", true, Optional.of(result));
    }

    static Release release(LeaseToken token) {
        return Release.of(ID, token);
    }

    static Release release(LeaseToken token, Duration delay) {
        return new Release(ID, Holder.of(token), delay, false);
    }

    static Heartbeat heartbeat(LeaseToken token) {
        return Heartbeat.of(ID, token);
    }

    static Cancel cancel() {
        return Cancel.of(ID);
    }

    static Retry retry() {
        return Retry.of(ID);
    }

    static Delete delete() {
        return Delete.of(ID);
    }

    static Delete forcedDelete() {
        return new Delete(ID, true, Optional.empty());
    }

    static Update update(TaskPatch patch) {
        return Update.of(ID, patch);
    }
}
