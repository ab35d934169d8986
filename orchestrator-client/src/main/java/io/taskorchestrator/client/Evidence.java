package io.taskorchestrator.client;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskNotFoundException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;

/**
 * Finds out from a task's history whether a call was carried out whose answer was lost.
 *
 * <p>What ends an attempt is known by the attempt's number, which never repeats. What is not about an attempt is known by
 * its time: if the history has such an entry since the call began, the call was carried out, or somebody else has done the
 * same in its place. The time is the server's, told in the same answer, so the clocks need not agree.
 */
final class Evidence {

    /** A server may take the time of its history from another clock, such as the database's, than that of its answers. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private static final int PAGE = Orchestrator.HISTORY_LIMIT;

    private final Line line;

    Evidence(Line line) {
        this.line = line;
    }

    /** The task as it is now, if {@code attempt} was ended by a worker's call, known by one of {@code ends}. */
    CompletableFuture<Optional<Task>> ended(TaskId id, int attempt, Set<EventType> ends) {
        return taskIf(id, told -> {
            List<EventType> types = told.entries().stream()
                    .filter(entry -> entry.event().attempt() == attempt)
                    .map(entry -> entry.event().type())
                    .toList();
            // What an expiry makes of a task has the same types, but nobody called for it. Only a completion counts
            // after it.
            boolean expired = types.contains(EventType.EXPIRED);
            return types.stream().anyMatch(type -> ends.contains(type) && (!expired || type == EventType.COMPLETED));
        });
    }

    /** The task as it is now, if something like {@code wanted} has happened to it since {@code began}. */
    CompletableFuture<Optional<Task>> since(Instant began, TaskId id, Predicate<HistoryEntry> wanted) {
        return taskIf(id, told -> {
            Instant start = told.serverTime()
                    .minus(Duration.between(began, told.heardAt()))
                    .minus(SLACK);
            return told.entries().stream().anyMatch(entry -> !entry.at().isBefore(start) && wanted.test(entry));
        });
    }

    private CompletableFuture<Optional<Task>> taskIf(TaskId id, Predicate<Told> proof) {
        return story(id, new ArrayList<>())
                .thenCompose(told -> proof.test(told)
                        ? line.ask(new FindQuestion(id))
                        : CompletableFuture.completedFuture(Optional.<Task>empty()))
                .exceptionally(Evidence::nothingIfGone);
    }

    /** A task that is gone tells nothing. */
    private static Optional<Task> nothingIfGone(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof TaskNotFoundException) {
            return Optional.empty();
        }
        throw failure instanceof CompletionException known ? known : new CompletionException(failure);
    }

    private CompletableFuture<Told> story(TaskId id, List<HistoryEntry> before) {
        int after = before.isEmpty() ? 0 : before.get(before.size() - 1).seq();
        return line.ask(Plain.of(Requests.history(id, after, PAGE), this::read)).thenCompose(told -> {
            before.addAll(told.entries());
            Told all = new Told(before, told.serverTime(), told.heardAt());
            return told.entries().size() < PAGE ? CompletableFuture.completedFuture(all) : story(id, before);
        });
    }

    private Told read(HttpResponse<byte[]> answer) {
        List<HistoryEntry> entries = Plain.data(answer, TaskJson.HISTORY);
        return new Told(
                entries, TaskJson.INSTANT.find(answer.body(), "timestamp").orElse(line.wallTime()), line.now());
    }

    /**
     * A history, and when it was told.
     *
     * @param serverTime by the server's clock
     * @param heardAt by the client's
     */
    private record Told(List<HistoryEntry> entries, Instant serverTime, Instant heardAt) {}
}
