package io.taskorchestrator.testkit;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.AttemptLimits;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.Routing;
import io.taskorchestrator.task.Start;
import io.taskorchestrator.task.TaskContent;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskSpec;
import io.taskorchestrator.task.WorkDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** All that is random in a simulated world, drawn from one seed. */
final class SimulationDice {

    static final List<QueueName> QUEUES = List.of(QueueName.DEFAULT, QueueName.of("build"));

    private static final List<WorkDirectory> DIRECTORIES = Stream.of(
                    "/a", "/a/b", "/a/b/c", "/a/b/d", "/a/e", "/ab", "/f", "/f/g", "/")
            .map(WorkDirectory::of)
            .toList();

    private final RandomGenerator random;

    SimulationDice(RandomGenerator random) {
        this.random = random;
    }

    boolean percent(int chance) {
        return random.nextInt(100) < chance;
    }

    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    Duration seconds(int least, int most) {
        return Duration.ofSeconds(between(least, most));
    }

    /** Short times, so that aging, retention and time limits all matter within one world. */
    StoreSettings settings() {
        return new StoreSettings(
                Duration.ofMinutes(oneOf(List.of(2, 10, 60))),
                percent(25) ? Duration.ofMinutes(3) : Duration.ZERO,
                Duration.ofMinutes(between(20, 90)),
                Duration.ofMinutes(between(30, 120)));
    }

    WorkDirectory directory() {
        return oneOf(DIRECTORIES);
    }

    QueueName queue() {
        return percent(75) ? QUEUES.get(0) : QUEUES.get(1);
    }

    Priority priority() {
        return oneOf(List.of(Priority.values()));
    }

    DirectoryAccess access() {
        return oneOf(List.of(DirectoryAccess.values()));
    }

    /** A task that nobody mistakes for another one: {@code number} is in its metadata. */
    TaskSpec spec(int number) {
        return new TaskSpec(
                new TaskContent("do " + number, List.of(), JsonText.of("{\"number\":" + number + "}")),
                new Routing(directory(), queue(), priority(), access()),
                new AttemptLimits(between(0, 4), seconds(30, 1_800), percent(30) ? automatic() : RetryPolicy.MANUAL));
    }

    private RetryPolicy automatic() {
        return RetryPolicy.AUTOMATIC.withDelays(Duration.ofSeconds(5), Duration.ofMinutes(5));
    }

    Start start(Instant now) {
        if (percent(75)) {
            return Start.NOW;
        }
        return percent(50) ? Start.after(seconds(0, 900)) : Start.at(runAt(now));
    }

    Instant runAt(Instant now) {
        return now.plusSeconds(between(-600, 900));
    }

    Claim claim(String worker) {
        Claim claim = Claim.by(worker).with(new Claim.Scope(queue(), scope()));
        claim = claim.limit(percent(70) ? 1 : between(2, 12));
        claim = percent(60) ? claim.lease(seconds(20, 600)) : claim;
        return percent(70) ? claim.id(uuid()) : claim;
    }

    private DirectoryScope scope() {
        if (percent(60)) {
            return DirectoryScope.ANYWHERE;
        }
        return new DirectoryScope(directory(), percent(60));
    }

    /** How the clock moves before a step: mostly a little, sometimes a lot, now and then back. */
    Duration clockStep() {
        int kind = between(1, 1_000);
        if (kind <= 30) {
            return seconds(1, 30).negated();
        }
        if (kind <= 40) {
            return seconds(600, 5_400);
        }
        if (kind <= 140) {
            return seconds(60, 300);
        }
        return Duration.ofMillis(between(0, 20_000));
    }

    TaskResult result(int number, boolean failure) {
        return new TaskResult(
                failure ? "failed" : "success",
                Optional.of("result " + number),
                Optional.of(Duration.ofMillis(number)),
                Optional.empty());
    }
}
