package io.taskorchestrator.http;

import io.taskorchestrator.http.access.Permission;
import java.util.List;

/**
 * One line of the table of calls.
 *
 * @param method the HTTP method
 * @param template the path below the base path, with {@code {task_id}} where an id stands
 * @param permission what the caller must be allowed to do
 * @param handler what answers
 */
record Route(String method, String template, Permission permission, Handler handler) {

    static final String ID = "{task_id}";

    /** Whether asking for the head only does no harm. To get the next task changes something, though it is a GET. */
    boolean isSafe() {
        return method.equals("GET") && permission != Permission.WORK;
    }

    /**
     * Whether the call is about leases that the caller holds: about one task, or about those that he completes. Only afterwards
     * is it known if he does, and then it must not have been refused for its pace.
     */
    boolean isHolders() {
        return permission == Permission.WORK && (template.contains(ID) || template.endsWith("/complete"));
    }

    List<String> segments() {
        return List.of(template.substring(1).split("/"));
    }
}
