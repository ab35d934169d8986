package io.taskorchestrator.http;

import java.util.List;

/**
 * One line of the table of calls.
 *
 * @param method the HTTP method
 * @param template the path below the base path, with {@code {task_id}} where an id stands
 * @param right what the caller must be allowed to do
 * @param handler what answers
 */
record Route(String method, String template, Right right, Handler handler) {

    static final String ID = "{task_id}";

    /** What a caller must be allowed to do. */
    enum Right {
        /** Nothing: health is anybody's business. */
        NONE,
        /** To look. */
        READ,
        /** To take tasks and to report on them. */
        WORK,
        /** To post tasks and to call them off. */
        PRODUCE,
        /** To remove tasks. */
        ADMIN
    }

    /** Whether asking for the head only does no harm. To get the next task changes something, though it is a GET. */
    boolean isSafe() {
        return method.equals("GET") && right != Right.WORK;
    }

    List<String> segments() {
        return List.of(template.substring(1).split("/"));
    }
}
