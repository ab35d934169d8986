package io.taskorchestrator.task;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A task as its producer asks for it. What is not given comes from the orchestrator's {@link TaskSettings}.
 *
 * <pre>{@code
 * NewTask task = NewTask.builder("/projects/shop", "Find the slow query")
 *         .priority(Priority.HIGH)
 *         .tags("performance")
 *         .build();
 * }</pre>
 *
 * @param content what the task says
 * @param directory where it works
 * @param queue which kind of worker it is for
 * @param priority how urgent it is
 * @param overrides what differs from the settings
 * @param start when it is handed out at the earliest
 */
public record NewTask(
        TaskContent content,
        WorkDirectory directory,
        QueueName queue,
        Priority priority,
        Overrides overrides,
        Start start) {

    /**
     * Starts a task for {@code directory} that says {@code prompt}.
     *
     * @param directory an absolute path of 1 to 1,000 code points; normalised
     * @param prompt 1 to 262,144 code points
     * @throws InvalidInputException naming {@code work_directory} if it is not an absolute path
     */
    public static Builder builder(String directory, String prompt) {
        return new Builder(WorkDirectory.of(directory), prompt);
    }

    /**
     * The full spec, with {@code settings} for what is not given.
     *
     * @throws InvalidInputException naming {@code prompt} if it is longer than the settings allow
     */
    public TaskSpec spec(TaskSettings settings) {
        TaskText.requireLength("prompt", content.prompt(), 1, settings.promptLength());
        return new TaskSpec(
                content,
                new Routing(directory, queue, priority, overrides.access().orElse(settings.access())),
                overrides.limits(settings.limits()));
    }

    /**
     * What a producer sets instead of leaving it to the settings.
     *
     * @param maxRetries 0 to 100
     * @param timeout 1 second to 7 days
     * @param retry what happens after an attempt that did not succeed
     * @param access what the task claims of its directory
     */
    public record Overrides(
            Optional<Integer> maxRetries,
            Optional<Duration> timeout,
            Optional<RetryPolicy> retry,
            Optional<DirectoryAccess> access) {

        /** Everything is left to the settings. */
        public static final Overrides NONE =
                new Overrides(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        /**
         * Checks what is given.
         *
         * @throws InvalidInputException naming {@code max_retries} or {@code timeout_seconds} if it is out of its range
         */
        public Overrides {
            AttemptLimits standard = new AttemptLimits(0, Duration.ofSeconds(1), RetryPolicy.MANUAL);
            resolve(standard, maxRetries, timeout, retry);
        }

        AttemptLimits limits(AttemptLimits settings) {
            return resolve(settings, maxRetries, timeout, retry);
        }

        private static AttemptLimits resolve(
                AttemptLimits settings,
                Optional<Integer> maxRetries,
                Optional<Duration> timeout,
                Optional<RetryPolicy> retry) {
            if (maxRetries.isEmpty() && timeout.isEmpty() && retry.isEmpty()) {
                return settings;
            }
            return new AttemptLimits(
                    maxRetries.orElse(settings.maxRetries()),
                    timeout.orElse(settings.timeout()),
                    retry.orElse(settings.retry()));
        }
    }

    /** Collects a new task. Thread model: one thread. */
    public static final class Builder {

        private final WorkDirectory directory;
        private final String prompt;
        private List<String> tags = List.of();
        private JsonText metadata = JsonText.EMPTY;
        private QueueName queue = QueueName.DEFAULT;
        private Priority priority = Priority.MEDIUM;
        private Overrides overrides = Overrides.NONE;
        private Start start = Start.NOW;

        private Builder(WorkDirectory directory, String prompt) {
            this.directory = directory;
            this.prompt = prompt;
        }

        /** Labels to find the task by, at most 32 of 1 to 50 code points. Default: none. */
        public Builder tags(String... newTags) {
            return tags(List.of(newTags));
        }

        /** Labels to find the task by, at most 32 of 1 to 50 code points. Default: none. */
        public Builder tags(List<String> newTags) {
            tags = List.copyOf(newTags);
            return this;
        }

        /** An object of the producer's own, at most 64 KiB. Default: the empty object. */
        public Builder metadata(JsonText newMetadata) {
            metadata = newMetadata;
            return this;
        }

        /** Which kind of worker the task is for. Default: {@link QueueName#DEFAULT}. */
        public Builder queue(QueueName newQueue) {
            queue = newQueue;
            return this;
        }

        /** How urgent the task is. Default: medium. */
        public Builder priority(Priority newPriority) {
            priority = newPriority;
            return this;
        }

        /**
         * How often an unsuccessful attempt may go back to waiting, 0 to 100. Default: from the settings.
         *
         * @throws InvalidInputException naming {@code max_retries} if it is out of its range
         */
        public Builder maxRetries(int maxRetries) {
            overrides =
                    new Overrides(Optional.of(maxRetries), overrides.timeout(), overrides.retry(), overrides.access());
            return this;
        }

        /**
         * Longest time that one attempt may run, 1 second to 7 days. Default: from the settings.
         *
         * @throws InvalidInputException naming {@code timeout_seconds} if it is out of its range
         */
        public Builder timeout(Duration timeout) {
            overrides =
                    new Overrides(overrides.maxRetries(), Optional.of(timeout), overrides.retry(), overrides.access());
            return this;
        }

        /** What happens after an attempt that did not succeed. Default: from the settings. */
        public Builder retry(RetryPolicy retry) {
            overrides =
                    new Overrides(overrides.maxRetries(), overrides.timeout(), Optional.of(retry), overrides.access());
            return this;
        }

        /** What the task claims of its directory while it runs. Default: from the settings. */
        public Builder directoryAccess(DirectoryAccess access) {
            overrides =
                    new Overrides(overrides.maxRetries(), overrides.timeout(), overrides.retry(), Optional.of(access));
            return this;
        }

        /**
         * Not handed out before {@code runAt}. Default: at once.
         *
         * @throws InvalidInputException naming {@code run_at} if it is before 1970 or after 9999
         */
        public Builder runAt(Instant runAt) {
            start = Start.at(runAt);
            return this;
        }

        /**
         * Not handed out before {@code delay} has passed, at most 366 days. Default: at once.
         *
         * @throws InvalidInputException naming {@code delay_seconds} if it is out of its range
         */
        public Builder delay(Duration delay) {
            start = Start.after(delay);
            return this;
        }

        /**
         * The new task.
         *
         * @throws InvalidInputException naming the field that breaks its limit
         */
        public NewTask build() {
            return new NewTask(new TaskContent(prompt, tags, metadata), directory, queue, priority, overrides, start);
        }
    }
}
