package io.taskorchestrator.task;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A change to a waiting task, field by field: what is not named stays, what is {@linkplain Change#reset() reset} goes
 * back to its default.
 *
 * <pre>{@code
 * TaskPatch.priority(Priority.HIGH).withMaxRetries(Change.to(5)).withTags(Change.reset())
 * }</pre>
 *
 * @param content changes to what the task says
 * @param routing changes to when and for whom it is next
 * @param limits changes to how often and how long it may be tried
 * @param runAt change to when it is handed out at the earliest; also sets its place in line anew
 * @param defaults what a reset field becomes; the orchestrator that carries the patch out puts its own settings here
 */
public record TaskPatch(
        ContentPatch content, RoutingPatch routing, LimitsPatch limits, Change<Instant> runAt, TaskSettings defaults) {

    /** Changes nothing. */
    public static final TaskPatch NOTHING = new TaskPatch(
            new ContentPatch(Change.keep(), Change.keep(), Change.keep()),
            new RoutingPatch(Change.keep(), Change.keep(), Change.keep()),
            new LimitsPatch(Change.keep(), Change.keep(), Change.keep()),
            Change.keep(),
            TaskSettings.STANDARD);

    /**
     * Checks the patch: each field's limits hold whatever task it is applied to.
     *
     * @throws InvalidInputException naming the field that breaks its limit
     */
    public TaskPatch {
        content.apply(new TaskContent("any", List.of(), JsonText.EMPTY));
        limits.apply(defaults.limits(), defaults.limits());
        if (runAt.value().isPresent()) {
            runAt = Change.to(TaskLimits.instant("run_at", runAt.value().get()));
        }
    }

    /**
     * Changes to what a task says.
     *
     * @param prompt 1 to 262,144 code points; cannot be reset
     * @param tags at most 32 of 1 to 50 code points
     * @param metadata an object of at most 64 KiB
     */
    public record ContentPatch(Change<String> prompt, Change<List<String>> tags, Change<JsonText> metadata) {

        /**
         * Checks the patch.
         *
         * @throws InvalidInputException naming {@code prompt} if it is reset
         */
        public ContentPatch {
            if (prompt.kind() == Change.Kind.RESET) {
                throw new InvalidInputException("prompt", "has no default that it could go back to");
            }
        }

        TaskContent apply(TaskContent content) {
            return new TaskContent(
                    prompt.apply(content.prompt(), content.prompt()),
                    tags.apply(content.tags(), List.of()),
                    metadata.apply(content.metadata(), JsonText.EMPTY));
        }
    }

    /**
     * Changes to when and for whom a task is next.
     *
     * @param queue which kind of worker
     * @param priority how urgent
     * @param access what it claims of its directory
     */
    public record RoutingPatch(Change<QueueName> queue, Change<Priority> priority, Change<DirectoryAccess> access) {

        Routing apply(Routing routing, TaskSettings defaults) {
            return new Routing(
                    routing.directory(),
                    queue.apply(routing.queue(), QueueName.DEFAULT),
                    priority.apply(routing.priority(), Priority.MEDIUM),
                    access.apply(routing.access(), defaults.access()));
        }
    }

    /**
     * Changes to how often and how long a task may be tried.
     *
     * @param maxRetries 0 to 100
     * @param timeout 1 second to 7 days
     * @param retry what happens after an attempt that did not succeed
     */
    public record LimitsPatch(Change<Integer> maxRetries, Change<Duration> timeout, Change<RetryPolicy> retry) {

        AttemptLimits apply(AttemptLimits limits, AttemptLimits defaults) {
            return new AttemptLimits(
                    maxRetries.apply(limits.maxRetries(), defaults.maxRetries()),
                    timeout.apply(limits.timeout(), defaults.timeout()),
                    retry.apply(limits.retry(), defaults.retry()));
        }
    }

    /** A patch that sets the prompt. */
    public static TaskPatch prompt(String prompt) {
        return NOTHING.withPrompt(prompt);
    }

    /** A patch that sets the priority. */
    public static TaskPatch priority(Priority priority) {
        return NOTHING.withPriority(priority);
    }

    /** This patch, and the prompt. */
    public TaskPatch withPrompt(String prompt) {
        return with(new ContentPatch(Change.to(prompt), content.tags(), content.metadata()));
    }

    /** This patch, and the priority. */
    public TaskPatch withPriority(Priority priority) {
        return withPriority(Change.to(priority));
    }

    /** This patch, and the tags, at most 32 of 1 to 50 code points. */
    public TaskPatch withTags(Change<List<String>> tags) {
        return with(new ContentPatch(content.prompt(), tags, content.metadata()));
    }

    /** This patch, and the metadata, an object of at most 64 KiB. */
    public TaskPatch withMetadata(Change<JsonText> metadata) {
        return with(new ContentPatch(content.prompt(), content.tags(), metadata));
    }

    /** This patch, and which kind of worker the task is for. */
    public TaskPatch withQueue(Change<QueueName> queue) {
        return with(new RoutingPatch(queue, routing.priority(), routing.access()));
    }

    /** This patch, and the priority. */
    public TaskPatch withPriority(Change<Priority> priority) {
        return with(new RoutingPatch(routing.queue(), priority, routing.access()));
    }

    /** This patch, and what the task claims of its directory while it runs. */
    public TaskPatch withDirectoryAccess(Change<DirectoryAccess> access) {
        return with(new RoutingPatch(routing.queue(), routing.priority(), access));
    }

    /** This patch, and how often an unsuccessful attempt may go back to waiting, 0 to 100. */
    public TaskPatch withMaxRetries(Change<Integer> maxRetries) {
        return with(new LimitsPatch(maxRetries, limits.timeout(), limits.retry()));
    }

    /** This patch, and the longest time that one attempt may run, 1 second to 7 days. */
    public TaskPatch withTimeout(Change<Duration> timeout) {
        return with(new LimitsPatch(limits.maxRetries(), timeout, limits.retry()));
    }

    /** This patch, and what happens after an attempt that did not succeed. */
    public TaskPatch withRetry(Change<RetryPolicy> retry) {
        return with(new LimitsPatch(limits.maxRetries(), limits.timeout(), retry));
    }

    /** This patch, and when the task is handed out at the earliest. */
    public TaskPatch withRunAt(Change<Instant> newRunAt) {
        return new TaskPatch(content, routing, limits, newRunAt, defaults);
    }

    /** This patch with other changes to what the task says. */
    public TaskPatch with(ContentPatch newContent) {
        return new TaskPatch(newContent, routing, limits, runAt, defaults);
    }

    /** This patch with other changes to when and for whom the task is next. */
    public TaskPatch with(RoutingPatch newRouting) {
        return new TaskPatch(content, newRouting, limits, runAt, defaults);
    }

    /** This patch with other changes to how often and how long the task may be tried. */
    public TaskPatch with(LimitsPatch newLimits) {
        return new TaskPatch(content, routing, newLimits, runAt, defaults);
    }

    /**
     * This patch, with {@code settings} for what is reset.
     *
     * @throws InvalidInputException naming {@code prompt} if it is longer than the settings allow
     */
    public TaskPatch withDefaults(TaskSettings settings) {
        content.prompt().value().ifPresent(text -> TaskText.requireLength("prompt", text, 1, settings.promptLength()));
        return new TaskPatch(content, routing, limits, runAt, settings);
    }

    /** The spec after this patch. */
    public TaskSpec apply(TaskSpec spec) {
        return new TaskSpec(
                content.apply(spec.content()),
                routing.apply(spec.routing(), defaults),
                limits.apply(spec.limits(), defaults.limits()));
    }

    /** The textual names of the fields that this patch touches. */
    public List<String> fields() {
        Map<String, Change<?>> changes = new LinkedHashMap<>();
        changes.put("prompt", content.prompt());
        changes.put("tags", content.tags());
        changes.put("metadata", content.metadata());
        changes.put("queue", routing.queue());
        changes.put("priority", routing.priority());
        changes.put("directory_access", routing.access());
        changes.put("max_retries", limits.maxRetries());
        changes.put("timeout_seconds", limits.timeout());
        changes.put("retry", limits.retry());
        changes.put("run_at", runAt);
        changes.values().removeIf(change -> !change.isGiven());
        return List.copyOf(changes.keySet());
    }

    /** The schedule after this patch, made at {@code now}. */
    public Schedule apply(Schedule schedule, Instant now) {
        if (!runAt.isGiven()) {
            return schedule.updated(now);
        }
        return schedule.queued(now, runAt.value());
    }
}
