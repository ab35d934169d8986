package io.taskorchestrator.jdbc;

import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Watches that nobody works in a directory that somebody else has for himself. Thread model: safe for use by many threads. */
final class Referee {

    private final Map<TaskId, ClaimedTask> working = new HashMap<>();
    private final List<String> fouls = new ArrayList<>();
    private int mostAtOnce;

    /** Somebody was given a task. */
    synchronized void begins(ClaimedTask claimed) {
        for (ClaimedTask other : working.values()) {
            if (conflict(claimed, other)) {
                fouls.add("%s %s beside %s %s"
                        .formatted(access(claimed), directory(claimed), access(other), directory(other)));
            }
        }
        if (working.put(claimed.id(), claimed) != null) {
            fouls.add("Given out twice: " + claimed.id());
        }
        mostAtOnce = Math.max(mostAtOnce, working.size());
    }

    /** Somebody is about to give a task back. */
    synchronized void ends(ClaimedTask claimed) {
        working.remove(claimed.id());
    }

    synchronized List<String> fouls() {
        return List.copyOf(fouls);
    }

    synchronized int mostAtOnce() {
        return mostAtOnce;
    }

    private static boolean conflict(ClaimedTask one, ClaimedTask other) {
        boolean restricted =
                access(one) != DirectoryAccess.UNRESTRICTED && access(other) != DirectoryAccess.UNRESTRICTED;
        boolean exclusive = access(one) == DirectoryAccess.EXCLUSIVE || access(other) == DirectoryAccess.EXCLUSIVE;
        String first = directory(one) + "/";
        String second = directory(other) + "/";
        return restricted && exclusive && (first.startsWith(second) || second.startsWith(first));
    }

    private static DirectoryAccess access(ClaimedTask claimed) {
        return claimed.task().spec().access();
    }

    private static String directory(ClaimedTask claimed) {
        return claimed.task().spec().directory().path();
    }
}
