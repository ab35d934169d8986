package io.taskorchestrator.task;

import java.util.LinkedHashSet;
import java.util.List;

/**
 * What a task says; nothing here decides when it runs.
 *
 * @param prompt what is to be done; 1 to 262,144 code points, or fewer where the settings say so
 * @param tags up to 32 labels of 1 to 50 code points, in the given order, without repeats
 * @param metadata an object of the producer's, at most 64 KiB, echoed as given
 */
public record TaskContent(String prompt, List<String> tags, JsonText metadata) {

    private static final int MOST_TAGS = 32;
    private static final int LONGEST_TAG = 50;

    /**
     * Checks the content and drops repeated tags.
     *
     * @throws InvalidInputException naming {@code prompt}, {@code tags}, {@code tags[i]} or {@code metadata} if it
     *     breaks its limit
     */
    public TaskContent {
        TaskText.require("prompt", prompt, 1, TaskLimits.PROMPT_LENGTH);
        tags = distinct(tags);
        metadata.requireBytes("metadata", TaskLimits.JSON_BYTES);
    }

    private static List<String> distinct(List<String> tags) {
        if (tags.isEmpty()) {
            return List.of();
        }
        for (int i = 0; i < tags.size(); i++) {
            TaskText.require("tags[" + i + "]", tags.get(i), 1, LONGEST_TAG);
        }
        List<String> distinct = List.copyOf(new LinkedHashSet<>(tags));
        if (distinct.size() > MOST_TAGS) {
            throw new InvalidInputException(
                    "tags", "must have at most %d tags, but has %d".formatted(MOST_TAGS, distinct.size()));
        }
        return distinct;
    }
}
