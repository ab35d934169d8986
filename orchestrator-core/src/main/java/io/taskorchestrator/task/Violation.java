package io.taskorchestrator.task;

/**
 * One broken limit.
 *
 * @param field the field by its textual name, such as {@code work_directory} or {@code tasks[3].prompt}
 * @param message what is wrong with it: the limit, and what was given
 */
public record Violation(String field, String message) {}
