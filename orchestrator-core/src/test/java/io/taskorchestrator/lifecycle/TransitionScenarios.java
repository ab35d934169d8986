package io.taskorchestrator.lifecycle;

import static io.taskorchestrator.lifecycle.TestTask.cancel;
import static io.taskorchestrator.lifecycle.TestTask.complete;
import static io.taskorchestrator.lifecycle.TestTask.delete;
import static io.taskorchestrator.lifecycle.TestTask.fail;
import static io.taskorchestrator.lifecycle.TestTask.failure;
import static io.taskorchestrator.lifecycle.TestTask.forcedDelete;
import static io.taskorchestrator.lifecycle.TestTask.heartbeat;
import static io.taskorchestrator.lifecycle.TestTask.release;
import static io.taskorchestrator.lifecycle.TestTask.retry;
import static io.taskorchestrator.lifecycle.TestTask.update;

import io.taskorchestrator.lifecycle.Transitions.Target;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** For each transition that the table declares, a task and a command that take it. */
final class TransitionScenarios {

    /** A transition: what a verb makes of a task in a status. */
    record Transition(TaskStatus from, Verb verb, Target to) {

        @Override
        public String toString() {
            return "%s --%s--> %s".formatted(from, verb, to).toLowerCase(Locale.ROOT);
        }
    }

    /** A task before the transition, and the command that takes it. */
    record Scenario(Supplier<TestTask> task, Function<TestTask, Command> command) {}

    private final Map<Transition, Scenario> scenarios = new LinkedHashMap<>();

    private TransitionScenarios() {}

    /** The scenario of each transition. */
    static Map<Transition, Scenario> all() {
        TransitionScenarios all = new TransitionScenarios();
        all.addWaiting();
        all.addWorking();
        all.addFinished();
        all.addCancelled();
        return Map.copyOf(all.scenarios);
    }

    private void addWaiting() {
        TaskStatus from = TaskStatus.WAITING;
        add(from, Verb.CLAIM, Target.WORKING, TestTask::create, it -> Claim.by("alice"));
        add(from, Verb.COMPLETE, Target.COMPLETED, TransitionScenarios::expired, it -> complete(current(it)));
        add(from, Verb.CANCEL, Target.CANCELLED, TestTask::create, it -> cancel());
        add(from, Verb.RETRY, Target.WAITING, TestTask::create, it -> retry());
        add(from, Verb.UPDATE, Target.WAITING, TestTask::create, it -> update(TaskPatch.priority(Priority.HIGH)));
        add(from, Verb.DELETE, Target.GONE, TestTask::create, it -> delete());
    }

    private void addWorking() {
        TaskStatus from = TaskStatus.WORKING;
        add(from, Verb.HEARTBEAT, Target.WORKING, TransitionScenarios::working, it -> heartbeat(current(it)));
        add(from, Verb.COMPLETE, Target.COMPLETED, TransitionScenarios::working, it -> complete(current(it)));
        add(from, Verb.COMPLETE, Target.FAILED, TransitionScenarios::working, it -> failingComplete(it));
        add(from, Verb.COMPLETE, Target.WAITING, TransitionScenarios::automatic, it -> failingComplete(it));
        add(from, Verb.FAIL, Target.FAILED, TransitionScenarios::working, it -> fail(current(it)));
        add(from, Verb.FAIL, Target.WAITING, TransitionScenarios::automatic, it -> fail(current(it)));
        add(from, Verb.RELEASE, Target.WAITING, TransitionScenarios::working, it -> release(current(it)));
        add(from, Verb.RELEASE, Target.FAILED, TransitionScenarios::oftenReleased, it -> release(current(it)));
        add(from, Verb.EXPIRE, Target.WAITING, TransitionScenarios::lapsed, it -> new Expire(TestTask.ID));
        add(from, Verb.EXPIRE, Target.FAILED, TransitionScenarios::lapsedForGood, it -> new Expire(TestTask.ID));
        add(from, Verb.CANCEL, Target.CANCELLED, TransitionScenarios::working, it -> cancel());
        add(from, Verb.DELETE, Target.CANCELLED, TransitionScenarios::working, it -> forcedDelete());
    }

    private void addFinished() {
        add(TaskStatus.COMPLETED, Verb.DELETE, Target.GONE, TransitionScenarios::completed, it -> delete());
        TaskStatus from = TaskStatus.FAILED;
        add(from, Verb.COMPLETE, Target.COMPLETED, TransitionScenarios::expiredForGood, it -> complete(current(it)));
        add(from, Verb.RETRY, Target.WAITING, TransitionScenarios::failed, it -> retry());
        add(from, Verb.DELETE, Target.GONE, TransitionScenarios::failed, it -> delete());
    }

    private void addCancelled() {
        TaskStatus from = TaskStatus.CANCELLED;
        add(from, Verb.HEARTBEAT, Target.CANCELLED, TransitionScenarios::stopping, it -> heartbeat(current(it)));
        add(from, Verb.RELEASE, Target.CANCELLED, TransitionScenarios::stopping, it -> release(current(it)));
        add(from, Verb.RELEASE, Target.GONE, TransitionScenarios::leaving, it -> release(current(it)));
        add(from, Verb.EXPIRE, Target.CANCELLED, () -> lapse(stopping()), it -> new Expire(TestTask.ID));
        add(from, Verb.EXPIRE, Target.GONE, () -> lapse(leaving()), it -> new Expire(TestTask.ID));
        add(from, Verb.CANCEL, Target.CANCELLED, TransitionScenarios::stopping, it -> cancel());
        add(from, Verb.CANCEL, Target.GONE, TransitionScenarios::leaving, it -> cancel().forced());
        add(from, Verb.RETRY, Target.WAITING, TransitionScenarios::cancelled, it -> retry());
        add(from, Verb.DELETE, Target.GONE, TransitionScenarios::cancelled, it -> delete());
        add(from, Verb.DELETE, Target.CANCELLED, TransitionScenarios::stopping, it -> forcedDelete());
    }

    private void add(
            TaskStatus from, Verb verb, Target to, Supplier<TestTask> task, Function<TestTask, Command> command) {
        scenarios.put(new Transition(from, verb, to), new Scenario(task, command));
    }

    /** A task in {@code status} that nobody holds, unless it is working. */
    static TestTask in(TaskStatus status) {
        return switch (status) {
            case WAITING -> TestTask.create();
            case WORKING -> working();
            case COMPLETED -> completed();
            case FAILED -> failed();
            case CANCELLED -> cancelled();
        };
    }

    /** A command of each verb that shows no token, so that there is nothing to recognise and nothing to keep. */
    static Command tokenless(Verb verb) {
        return switch (verb) {
            case CLAIM -> Claim.by("bob");
            case HEARTBEAT ->
                new Heartbeat(TestTask.ID, Holder.UNKNOWN, Optional.empty(), Optional.empty(), Optional.empty());
            case COMPLETE -> complete(Holder.UNKNOWN);
            case FAIL -> new Fail(TestTask.ID, Holder.UNKNOWN, "no", true, Optional.empty());
            case RELEASE -> new Release(TestTask.ID, Holder.UNKNOWN, Duration.ZERO, false);
            case EXPIRE -> new Expire(TestTask.ID);
            case CANCEL -> cancel();
            case RETRY -> retry();
            case UPDATE -> update(TaskPatch.priority(Priority.LOW));
            case DELETE -> forcedDelete();
        };
    }

    private static LeaseToken current(TestTask it) {
        return TestTask.token(it.attempt());
    }

    private static Complete failingComplete(TestTask it) {
        return complete(current(it), failure("no luck"));
    }

    private static TestTask claimed(TestTask it) {
        it.claim();
        return it;
    }

    private static TestTask lapse(TestTask it) {
        return it.pass(TestTask.LEASE);
    }

    private static TestTask working() {
        return claimed(TestTask.create());
    }

    private static TestTask automatic() {
        return claimed(TestTask.automatic());
    }

    private static TestTask oftenReleased() {
        TestTask it = working();
        for (int i = 0; i < AttemptRules.RELEASES_IN_A_ROW; i++) {
            it.change(release(current(it)));
            it.claim();
        }
        return it;
    }

    private static TestTask lapsed() {
        return lapse(working());
    }

    private static TestTask lapsedForGood() {
        return lapse(claimed(TestTask.withRetries(0)));
    }

    private static TestTask expired() {
        TestTask it = working();
        it.expire();
        return it;
    }

    private static TestTask expiredForGood() {
        TestTask it = claimed(TestTask.withRetries(0));
        it.expire();
        return it;
    }

    private static TestTask completed() {
        TestTask it = working();
        it.change(complete(current(it)));
        return it;
    }

    private static TestTask failed() {
        TestTask it = working();
        it.change(fail(current(it)));
        return it;
    }

    private static TestTask cancelled() {
        TestTask it = TestTask.create();
        it.change(cancel());
        return it;
    }

    /** Cancelled, and its worker does not know yet. */
    private static TestTask stopping() {
        TestTask it = working();
        it.change(cancel());
        return it;
    }

    /** To be removed as soon as its worker has stopped. */
    private static TestTask leaving() {
        TestTask it = working();
        it.change(forcedDelete());
        return it;
    }
}
