package io.taskorchestrator.jdbc;

import io.taskorchestrator.task.AttemptEnd;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.TaskStatus;
import java.util.List;
import java.util.stream.Stream;

/**
 * The numbers that stand for enums in the tables. They are spelled out, since files outlive the order in which the source
 * names its constants.
 */
final class Codes {

    /** Of all priorities, from the lowest on. */
    static final List<Integer> PRIORITIES =
            Stream.of(Priority.values()).map(Codes::of).toList();

    private Codes() {}

    static int of(TaskStatus status) {
        return switch (status) {
            case WAITING -> 0;
            case WORKING -> 1;
            case COMPLETED -> 2;
            case FAILED -> 3;
            case CANCELLED -> 4;
        };
    }

    static TaskStatus status(int code) {
        return switch (code) {
            case 0 -> TaskStatus.WAITING;
            case 1 -> TaskStatus.WORKING;
            case 2 -> TaskStatus.COMPLETED;
            case 3 -> TaskStatus.FAILED;
            case 4 -> TaskStatus.CANCELLED;
            default -> throw unknown("status", code);
        };
    }

    static int of(Priority priority) {
        return switch (priority) {
            case LOW -> 0;
            case MEDIUM -> 1;
            case HIGH -> 2;
        };
    }

    static Priority priority(int code) {
        return switch (code) {
            case 0 -> Priority.LOW;
            case 1 -> Priority.MEDIUM;
            case 2 -> Priority.HIGH;
            default -> throw unknown("priority", code);
        };
    }

    static int of(DirectoryAccess access) {
        return switch (access) {
            case UNRESTRICTED -> 0;
            case SHARED -> 1;
            case EXCLUSIVE -> 2;
        };
    }

    static DirectoryAccess access(int code) {
        return switch (code) {
            case 0 -> DirectoryAccess.UNRESTRICTED;
            case 1 -> DirectoryAccess.SHARED;
            case 2 -> DirectoryAccess.EXCLUSIVE;
            default -> throw unknown("access", code);
        };
    }

    static int of(AttemptEnd.Cause cause) {
        return switch (cause) {
            case COMPLETE -> 0;
            case FAIL -> 1;
            case RELEASE -> 2;
            case EXPIRE -> 3;
            case CANCEL -> 4;
        };
    }

    static AttemptEnd.Cause cause(int code) {
        return switch (code) {
            case 0 -> AttemptEnd.Cause.COMPLETE;
            case 1 -> AttemptEnd.Cause.FAIL;
            case 2 -> AttemptEnd.Cause.RELEASE;
            case 3 -> AttemptEnd.Cause.EXPIRE;
            case 4 -> AttemptEnd.Cause.CANCEL;
            default -> throw unknown("last_end_cause", code);
        };
    }

    private static IllegalStateException unknown(String column, int code) {
        return new IllegalStateException("The column %s has an unknown number: %d".formatted(column, code));
    }
}
