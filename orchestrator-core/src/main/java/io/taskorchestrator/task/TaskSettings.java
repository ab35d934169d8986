package io.taskorchestrator.task;

import java.time.Duration;

/**
 * What a task gets where its producer says nothing, and how long a prompt may be.
 *
 * @param limits how often and how long a task may be tried
 * @param access what a task claims of its directory
 * @param promptLength most code points of a prompt; 1 to 262,144
 */
public record TaskSettings(AttemptLimits limits, DirectoryAccess access, int promptLength) {

    /** Three retries by hand, one hour an attempt, unrestricted, prompts up to 262,144 code points. */
    public static final TaskSettings STANDARD = new TaskSettings(
            new AttemptLimits(3, Duration.ofHours(1), RetryPolicy.MANUAL),
            DirectoryAccess.UNRESTRICTED,
            TaskLimits.PROMPT_LENGTH);

    /**
     * Checks the settings.
     *
     * @throws InvalidInputException naming {@code prompt_length} if it is out of its range
     */
    public TaskSettings {
        TaskLimits.requireBetween("prompt_length", promptLength, 1, TaskLimits.PROMPT_LENGTH);
    }

    /** These settings with other limits. */
    public TaskSettings withLimits(AttemptLimits newLimits) {
        return new TaskSettings(newLimits, access, promptLength);
    }

    /** These settings with another directory access. */
    public TaskSettings withAccess(DirectoryAccess newAccess) {
        return new TaskSettings(limits, newAccess, promptLength);
    }

    /**
     * These settings with another limit for prompts.
     *
     * @throws InvalidInputException as the constructor
     */
    public TaskSettings withPromptLength(int newPromptLength) {
        return new TaskSettings(limits, access, newPromptLength);
    }
}
