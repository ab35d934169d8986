package io.taskorchestrator.testkit;

import static io.taskorchestrator.testkit.SimulationWorld.require;

import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskStatus;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Plays the history of a task from its beginning, and sees where it leads. */
final class SimulationHistory {

    private static final Set<TaskStatus> ANY = EnumSet.allOf(TaskStatus.class);
    private static final Set<TaskStatus> WORKING = EnumSet.of(TaskStatus.WORKING);

    /** In which status an event can happen; the table of the contract, read backwards. */
    private static final Map<EventType, Set<TaskStatus>> FROM = Map.ofEntries(
            Map.entry(EventType.CLAIMED, EnumSet.of(TaskStatus.WAITING)),
            Map.entry(EventType.COMPLETED, EnumSet.of(TaskStatus.WORKING, TaskStatus.WAITING, TaskStatus.FAILED)),
            // An expiry without retries left is told as two events, the second of which is the failure.
            Map.entry(EventType.FAILED, EnumSet.of(TaskStatus.WORKING, TaskStatus.WAITING)),
            Map.entry(EventType.RETRY_SCHEDULED, WORKING),
            Map.entry(EventType.RELEASED, WORKING),
            Map.entry(EventType.EXPIRED, WORKING),
            Map.entry(EventType.CANCELLED, EnumSet.of(TaskStatus.WAITING, TaskStatus.WORKING)),
            Map.entry(EventType.CANCEL_CONFIRMED, EnumSet.of(TaskStatus.CANCELLED)),
            Map.entry(EventType.RETRIED, EnumSet.of(TaskStatus.FAILED, TaskStatus.CANCELLED)),
            Map.entry(EventType.UPDATED, EnumSet.of(TaskStatus.WAITING)),
            Map.entry(EventType.LATE_RESULT, ANY),
            Map.entry(EventType.DELETE_REQUESTED, EnumSet.of(TaskStatus.CANCELLED)));

    private TaskStatus status = TaskStatus.WAITING;
    private boolean held;
    private int attempts;
    private int retries;
    private EventType last = EventType.CREATED;

    private SimulationHistory() {}

    /** Fails unless {@code entries}, all that there are, lead to {@code task}. */
    static void check(Task task, List<HistoryEntry> entries) {
        require(
                !entries.isEmpty() && entries.get(0).event().type() == EventType.CREATED,
                "A history does not begin with the creation",
                task,
                entries);
        SimulationHistory played = new SimulationHistory();
        for (int i = 0; i < entries.size(); i++) {
            HistoryEntry entry = entries.get(i);
            require(entry.seq() == i + 1, "A history has a gap", task, entries);
            require(
                    i == 0 || entry.position() > entries.get(i - 1).position(),
                    "The positions of a history do not grow",
                    task,
                    entries);
            if (i > 0) {
                played.play(entry, task);
            }
        }
        boolean agrees = played.status == task.status()
                && played.held == task.state().lease().isPresent()
                && played.attempts == task.state().attempts().number()
                && played.retries == task.state().attempts().retries().count();
        require(agrees, "Task and history do not agree", task, entries);
        require(
                played.status == TaskStatus.CANCELLED || !task.state().outcome().deleteRequested(),
                "A task that is not cancelled is to be deleted",
                task);
    }

    private void play(HistoryEntry entry, Task task) {
        EventType type = entry.event().type();
        Set<TaskStatus> from = FROM.get(type);
        require(from != null && from.contains(status), "A history has an impossible event", entry, status, task);
        require(
                type != EventType.FAILED || status == TaskStatus.WORKING || last == EventType.EXPIRED,
                "A waiting task failed",
                entry,
                task);
        switch (type) {
            case CLAIMED -> {
                attempts++;
                require(entry.event().attempt() == attempts, "Attempts are not counted one by one", entry, task);
                become(TaskStatus.WORKING, true);
            }
            case COMPLETED -> become(TaskStatus.COMPLETED, false);
            case FAILED -> {
                retries -= last == EventType.EXPIRED ? 1 : 0;
                become(TaskStatus.FAILED, false);
            }
            case RETRY_SCHEDULED, EXPIRED -> {
                retries++;
                become(TaskStatus.WAITING, false);
            }
            case RELEASED -> become(TaskStatus.WAITING, false);
            case CANCELLED ->
                become(TaskStatus.CANCELLED, held && !entry.event().details().containsKey("forced"));
            case CANCEL_CONFIRMED -> become(TaskStatus.CANCELLED, false);
            case RETRIED -> {
                retries += status == TaskStatus.FAILED ? 1 : 0;
                become(TaskStatus.WAITING, false);
            }
            default -> become(status, held);
        }
        last = type;
    }

    private void become(TaskStatus newStatus, boolean newHeld) {
        status = newStatus;
        held = newHeld;
    }
}
