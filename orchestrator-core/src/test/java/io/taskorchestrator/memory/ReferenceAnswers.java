package io.taskorchestrator.memory;

import io.taskorchestrator.memory.ReferenceModel.Happened;
import io.taskorchestrator.memory.ReferenceModel.Row;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.task.WaitReason;
import io.taskorchestrator.task.WaitReason.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a store must answer to questions, read off the {@link ReferenceModel}. */
final class ReferenceAnswers {

    private final ReferenceModel model;
    private final Instant now;

    ReferenceAnswers(ReferenceModel model, Instant now) {
        this.model = model;
        this.now = now;
    }

    /** Why a task is not running, without the message. */
    Optional<WaitReason> explain(TaskId id) {
        return model.row(id).map(this::explain);
    }

    private WaitReason explain(Row row) {
        Optional<Instant> asked = lastAsked(row);
        if (row.task.status() != TaskStatus.WAITING) {
            return reason(Kind.NOT_WAITING, asked);
        }
        if (!row.isReady(now)) {
            Optional<Instant> until = row.task.state().schedule().runAt();
            return new WaitReason(Kind.DELAYED, "", Optional.empty(), until, Optional.empty(), asked);
        }
        Optional<WaitReason.Place> place = Optional.of(new WaitReason.Place(place(row), false));
        Optional<Row> holder = model.blocker(row);
        if (holder.isPresent()) {
            Instant since = holder.get().task.state().attempts().startedAt().orElseThrow();
            Optional<WaitReason.Blocker> blocker = Optional.of(blocker(holder.get(), since));
            return new WaitReason(Kind.DIRECTORY_BUSY, "", place, Optional.empty(), blocker, asked);
        }
        Optional<Row> reserver = model.reserver(row);
        if (reserver.isPresent()) {
            Instant since = reserver.get().task.state().schedule().queuedAt();
            Optional<WaitReason.Blocker> blocker = Optional.of(blocker(reserver.get(), since));
            return new WaitReason(Kind.DIRECTORY_RESERVED, "", place, Optional.empty(), blocker, asked);
        }
        boolean recently =
                asked.filter(last -> !last.plusSeconds(60).isBefore(now)).isPresent();
        Kind kind = recently ? Kind.IN_LINE : Kind.NO_WORKER;
        return new WaitReason(kind, "", place, Optional.empty(), Optional.empty(), asked);
    }

    private static WaitReason reason(Kind kind, Optional<Instant> asked) {
        return new WaitReason(kind, "", Optional.empty(), Optional.empty(), Optional.empty(), asked);
    }

    private static WaitReason.Blocker blocker(Row row, Instant since) {
        Task task = row.task;
        return new WaitReason.Blocker(
                task.id(),
                task.spec().directory(),
                task.state().attempts().worker().filter(any -> row.isHeld()),
                since);
    }

    private Optional<Instant> lastAsked(Row row) {
        return model.marks.entrySet().stream()
                .filter(mark ->
                        ReferenceModel.covers(mark.getKey(), row.task.spec().routing()))
                .map(Map.Entry::getValue)
                .max(Comparator.naturalOrder());
    }

    private int place(Row row) {
        return 1
                + (int) model.rows.stream()
                        .filter(other -> other.isReady(now)
                                && other.task
                                        .spec()
                                        .queue()
                                        .equals(row.task.spec().queue())
                                && other.task
                                        .spec()
                                        .directory()
                                        .equals(row.task.spec().directory())
                                && model.order().compare(other, row) < 0)
                        .count();
    }

    /** All tasks that match, in the order of the query. */
    List<Task> list(TaskQuery query) {
        List<Task> tasks = new ArrayList<>(
                model.rows.stream().map(row -> row.task).filter(query::matches).toList());
        if (query.order() == TaskQuery.Order.NEWEST) {
            Collections.reverse(tasks);
        }
        return tasks;
    }

    /** The numbers of the last {@code hours}. */
    Statistics statistics(int hours) {
        List<Statistics.Hour> series = new ArrayList<>();
        List<Long> micros = new ArrayList<>();
        for (int ago = hours - 1; ago >= 0; ago--) {
            Instant start = now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(ago));
            series.add(new Statistics.Hour(
                    start,
                    in(start, EventType.COMPLETED).size(),
                    in(start, EventType.FAILED).size()));
            in(start, EventType.COMPLETED).forEach(done -> micros.add(micros(done)));
        }
        double average = micros.stream().mapToLong(Long::longValue).sum() / 1_000.0 / Math.max(1, micros.size());
        double perHour = (double) micros.size() / hours;
        return new Statistics(byStatus(), byPriority(), Duration.ofHours(hours), average, perHour, series);
    }

    private Map<TaskStatus, Long> byStatus() {
        Map<TaskStatus, Long> counts = new EnumMap<>(TaskStatus.class);
        for (TaskStatus status : TaskStatus.values()) {
            counts.put(
                    status,
                    model.rows.stream()
                            .filter(row -> row.task.status() == status)
                            .count());
        }
        return counts;
    }

    private Map<Priority, Long> byPriority() {
        Map<Priority, Long> counts = new EnumMap<>(Priority.class);
        for (Priority priority : Priority.values()) {
            counts.put(
                    priority,
                    model.rows.stream()
                            .filter(row -> row.task.spec().priority() == priority)
                            .count());
        }
        return counts;
    }

    private List<Happened> in(Instant hour, EventType type) {
        return model.happened.stream()
                .filter(one -> one.event().type() == type
                        && one.at().truncatedTo(ChronoUnit.HOURS).equals(hour))
                .toList();
    }

    private static long micros(Happened done) {
        Instant start = done.task().state().attempts().startedAt().orElseThrow();
        return ChronoUnit.MICROS.between(start, done.at());
    }
}
