package io.taskorchestrator.lifecycle;

import static io.taskorchestrator.lifecycle.TestTask.ID;

import io.taskorchestrator.task.Change;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Random lives of one task: any command, by the current worker or an earlier one, at any time. */
final class RandomLives {

    private RandomLives() {}

    /**
     * One command and what passes before it.
     *
     * @param verb what is asked
     * @param back how many attempts ago its token was granted; negative for a call without a token
     * @param way which of the variants of the verb
     * @param seconds how much time passes first; a clock can also step back
     */
    record Step(Verb verb, int back, int way, int seconds) {

        /** The command for a task as it is now; {@code number} makes its result unlike any other. */
        Command command(Task task, int number) {
            return switch (verb) {
                case CLAIM -> claim();
                case HEARTBEAT -> new Heartbeat(ID, holder(task), leaseTime(), Optional.empty(), Optional.empty());
                case COMPLETE -> new Complete(ID, holder(task), prompt(), result(number, way % 3 == 0));
                case FAIL -> new Fail(ID, holder(task), "no", way % 4 != 0, failResult(number));
                case RELEASE -> new Release(ID, holder(task), Duration.ofSeconds(way), way % 5 == 0);
                case EXPIRE -> new Expire(ID);
                case CANCEL -> new Cancel(ID, Optional.empty(), way % 3 == 0);
                case RETRY -> new Retry(ID, way % 4 == 0);
                case UPDATE -> Update.of(ID, patch());
                case DELETE -> new Delete(ID, way % 3 != 0, Optional.empty());
            };
        }

        private Claim claim() {
            Claim claim = Claim.by("worker-" + way);
            return switch (way % 4) {
                case 0 -> claim;
                case 1 -> claim.id(new UUID(1, way));
                default -> claim.lease(Duration.ofSeconds(1L + way * 40L));
            };
        }

        private Holder holder(Task task) {
            int current = task.state().attempts().number();
            return back < 0 || current == 0 ? Holder.UNKNOWN : Holder.of(TestTask.token(Math.max(1, current - back)));
        }

        private Optional<Duration> leaseTime() {
            return way % 2 == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(way * 100L));
        }

        private Optional<String> prompt() {
            return way == 7 ? Optional.of(TestTask.PROMPT) : Optional.empty();
        }

        private Optional<TaskResult> failResult(int number) {
            return way % 2 == 0 ? Optional.empty() : Optional.of(result(number, true));
        }

        private TaskPatch patch() {
            TaskPatch.LimitsPatch limits = new TaskPatch.LimitsPatch(Change.to(way), Change.keep(), Change.keep());
            return way % 2 == 0 ? TaskPatch.NOTHING.with(limits) : TaskPatch.NOTHING.withRunAt(Change.reset());
        }

        private static TaskResult result(int number, boolean failed) {
            String output = "result " + number;
            return failed ? TestTask.failure(output) : TestTask.result(output);
        }
    }

    /** What a check sees of each step. */
    record Seen(Task before, Command command, Decision decision, TestTask after, Instant now) {

        /** The attempt of the token that the command shows, if it shows one. */
        Optional<Integer> attemptShown() {
            Optional<Holder> holder = Optional.empty();
            if (command instanceof Complete complete) {
                holder = Optional.of(complete.holder());
            } else if (command instanceof Fail fail) {
                holder = Optional.of(fail.holder());
            } else if (command instanceof Release release) {
                holder = Optional.of(release.holder());
            }
            return holder.flatMap(Holder::token).map(LeaseToken::attempt);
        }

        /** The result that the command brings, if it brings one. */
        Optional<TaskResult> resultBrought() {
            if (command instanceof Complete complete) {
                return Optional.of(complete.result());
            }
            return command instanceof Fail fail ? fail.result() : Optional.empty();
        }
    }

    /** Looks at one step after another. */
    interface Check {
        void see(Seen seen);
    }

    /**
     * What one task goes through.
     *
     * @param automatic whether it is retried by itself
     * @param maxRetries how often it may be retried
     * @param steps what is asked of it
     */
    record Life(boolean automatic, int maxRetries, List<Step> steps) {

        /** Plays the steps until there are no more, or the task is removed. */
        void play(Check check) {
            RetryPolicy policy = automatic ? RetryPolicy.AUTOMATIC : RetryPolicy.MANUAL;
            TestTask task = TestTask.create(how -> how.maxRetries(maxRetries).retry(policy));
            for (int i = 0; i < steps.size() && !task.isRemoved(); i++) {
                Step step = steps.get(i);
                task.pass(Duration.ofSeconds(step.seconds()));
                Task before = task.task();
                Command command = step.command(before, i);
                Decision decision = task.send(command);
                check.see(new Seen(before, command, decision, task, task.now()));
            }
        }
    }

    /** Lives of up to 60 steps. Claims are frequent, and removals rare, so that much happens. */
    static Arbitrary<Life> lives() {
        Arbitrary<Verb> verbs = Arbitraries.frequency(
                Tuple.of(12, Verb.CLAIM),
                Tuple.of(3, Verb.HEARTBEAT),
                Tuple.of(4, Verb.COMPLETE),
                Tuple.of(4, Verb.FAIL),
                Tuple.of(4, Verb.RELEASE),
                Tuple.of(6, Verb.EXPIRE),
                Tuple.of(3, Verb.CANCEL),
                Tuple.of(6, Verb.RETRY),
                Tuple.of(2, Verb.UPDATE),
                Tuple.of(1, Verb.DELETE));
        Arbitrary<Integer> back = Arbitraries.of(0, 0, 0, 0, 1, 1, 2, 3, 7, -1);
        Arbitrary<Integer> way = Arbitraries.integers().between(1, 8);
        Arbitrary<Integer> seconds = Arbitraries.of(0, 0, 0, 1, 5, 30, 90, 301, 700, -2);
        Arbitrary<List<Step>> steps = Combinators.combine(verbs, back, way, seconds)
                .as(Step::new)
                .list()
                .ofMaxSize(60);
        return Combinators.combine(
                        Arbitraries.of(true, false), Arbitraries.integers().between(0, 4), steps)
                .as(Life::new);
    }
}
