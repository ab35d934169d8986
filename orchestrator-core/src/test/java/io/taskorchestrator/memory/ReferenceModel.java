package io.taskorchestrator.memory;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Command;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.Expire;
import io.taskorchestrator.lifecycle.Lifecycle;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Routing;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskEvent;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.task.WorkDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a store must do, as plainly as it can be said: a list of tasks that is looked through from end to end for
 * everything. Only the rules of a single task are not its own. Its {@link #tick} must follow each step of the clock.
 */
final class ReferenceModel {

    private static final Duration UNASKED = Duration.ofSeconds(60);
    private static final Duration MARK_EVERY = Duration.ofSeconds(10);

    final StoreSettings settings;

    /** All tasks, in the order of their creation. */
    final List<Row> rows = new ArrayList<>();

    /** The reservations, in the order in which they were made. */
    final List<Reservation> reservations = new ArrayList<>();

    /** The events that have been, each with its task afterwards. */
    final List<Happened> happened = new ArrayList<>();

    /** When claims of a scope were last marked. */
    final Map<Claim.Scope, Instant> marks = new HashMap<>();

    private int claimed;

    ReferenceModel(StoreSettings settings) {
        this.settings = settings;
    }

    /** A task, and how many claims had been answered before its last one. */
    static final class Row {
        Task task;
        int claimNumber;

        Row(Task task) {
            this.task = task;
        }

        boolean isHeld() {
            return task.state().lease().isPresent();
        }

        boolean isReady(Instant now) {
            Optional<Instant> runAt = task.state().schedule().runAt();
            return task.status() == TaskStatus.WAITING
                    && (runAt.isEmpty() || !runAt.get().isAfter(now));
        }

        boolean isRestricted() {
            return task.spec().access() != DirectoryAccess.UNRESTRICTED;
        }

        /** Whether the directory is that of {@code other} or lies below it. */
        boolean isInOrBelow(Row other) {
            return prefix(task.spec().directory())
                    .startsWith(prefix(other.task.spec().directory()));
        }

        /** Whether both cannot run at once. */
        boolean conflictsWith(Row other) {
            boolean exclusive = task.spec().access() == DirectoryAccess.EXCLUSIVE
                    || other.task.spec().access() == DirectoryAccess.EXCLUSIVE;
            String here = prefix(task.spec().directory());
            String there = prefix(other.task.spec().directory());
            return exclusive
                    && isRestricted()
                    && other.isRestricted()
                    && (here.startsWith(there) || there.startsWith(here));
        }
    }

    /** A directory promised to the task of a row. */
    static final class Reservation {
        final Row row;
        Instant askedAt;

        Reservation(Row row, Instant askedAt) {
            this.row = row;
            this.askedAt = askedAt;
        }
    }

    /** An event of a task. */
    record Happened(Instant at, Task task, TaskEvent event) {}

    Optional<Row> row(TaskId id) {
        return rows.stream().filter(row -> row.task.id().equals(id)).findFirst();
    }

    void add(Decision.Changed created) {
        rows.add(new Row(created.task()));
    }

    /** Hands out tasks. */
    List<Task> claim(Claim claim, Instant now) {
        Instant mark = marks.get(claim.scope());
        if (mark == null || Duration.between(mark, now).compareTo(MARK_EVERY) >= 0) {
            marks.put(claim.scope(), now);
        }
        List<Task> tasks = rows.stream()
                .filter(row -> isOf(claim, row))
                .sorted(Comparator.comparing(row -> row.claimNumber))
                .map(row -> row.task)
                .toList();
        if (!tasks.isEmpty()) {
            return tasks;
        }
        tasks = new ArrayList<>();
        while (tasks.size() < claim.limit()) {
            Optional<Row> next = pick(claim.scope(), now);
            if (next.isEmpty()) {
                break;
            }
            Row row = next.get();
            decide(row, claim, now);
            row.claimNumber = ++claimed;
            tasks.add(row.task);
        }
        return tasks;
    }

    /** Whether {@code row} is held by an earlier call of the same claim. */
    private static boolean isOf(Claim claim, Row row) {
        return claim.claimId().isPresent()
                && row.isHeld()
                && row.task.state().lease().get().claimId().equals(claim.claimId())
                && row.task.state().attempts().worker().equals(Optional.of(claim.worker()));
    }

    private Optional<Row> pick(Claim.Scope scope, Instant now) {
        endUnasked(now);
        for (Reservation reservation : reservations) {
            if (covers(scope, reservation.row.task.spec().routing())) {
                reservation.askedAt = now;
            }
        }
        reserve(scope, now);
        Stream<Row> promised = waitingIn(scope, now)
                .filter(this::isReserved)
                .filter(row -> blocker(row).isEmpty());
        return first(Stream.concat(promised, firstOpen(scope, now).stream()));
    }

    /** Reserves for those that stand before the first open one, up to one that has not waited for long enough. */
    private void reserve(Claim.Scope scope, Instant now) {
        List<Row> passedOver = new ArrayList<>();
        for (Row row :
                waitingIn(scope, now).filter(Row::isRestricted).sorted(order()).toList()) {
            Stream<Row> reserved = reservations.stream().map(reservation -> reservation.row);
            if (Stream.concat(reserved, passedOver.stream()).noneMatch(row::isInOrBelow)) {
                Optional<Row> open = firstOpen(scope, now);
                boolean isAhead = open.isEmpty() || order().compare(row, open.get()) < 0;
                if (!isAhead
                        || !row.task
                                .state()
                                .schedule()
                                .queuedAt()
                                .plus(settings.aging())
                                .isBefore(now)) {
                    return;
                }
                if (reserver(row).isEmpty() && passedOver.stream().noneMatch(row::conflictsWith)) {
                    reservations.add(new Reservation(row, now));
                } else {
                    passedOver.add(row);
                }
            }
        }
    }

    private Optional<Row> firstOpen(Claim.Scope scope, Instant now) {
        return first(waitingIn(scope, now)
                .filter(row -> blocker(row).isEmpty() && reserver(row).isEmpty()));
    }

    private Stream<Row> waitingIn(Claim.Scope scope, Instant now) {
        return rows.stream()
                .filter(row -> row.isReady(now) && covers(scope, row.task.spec().routing()));
    }

    /** The tasks that a claim could be given now. */
    List<Row> open(Instant now) {
        return rows.stream()
                .filter(row -> row.isReady(now))
                .filter(row -> blocker(row).isEmpty() && reserver(row).isEmpty())
                .toList();
    }

    boolean isReserved(Row row) {
        return reservations.stream().anyMatch(reservation -> reservation.row == row);
    }

    /** The task that holds the directory that {@code row} needs, of several the first that began. */
    Optional<Row> blocker(Row row) {
        return rows.stream()
                .filter(other -> other.isHeld() && other.conflictsWith(row))
                .min(Comparator.comparing(other -> other.claimNumber));
    }

    /** The other task that has reserved the directory that {@code row} needs, of several the first. */
    Optional<Row> reserver(Row row) {
        return reservations.stream()
                .map(reservation -> reservation.row)
                .filter(other -> other != row && other.conflictsWith(row))
                .findFirst();
    }

    private Optional<Row> first(Stream<Row> of) {
        return of.min(order());
    }

    Comparator<Row> order() {
        Comparator<Row> byKey = Comparator.comparing(row -> key(row.task));
        return byKey.thenComparing(row -> row.task.id().toString());
    }

    private Instant key(Task task) {
        int level = List.of(Priority.LOW, Priority.MEDIUM, Priority.HIGH)
                .indexOf(task.spec().priority());
        Instant key = task.state().schedule().queuedAt().minus(settings.aging().multipliedBy(level));
        return settings.fairness().isZero()
                ? key
                : key.plus(settings.fairness().multipliedBy(leasesIn(task.spec().directory())));
    }

    private long leasesIn(WorkDirectory directory) {
        return rows.stream()
                .filter(row -> row.isHeld() && row.task.spec().directory().equals(directory))
                .count();
    }

    /** Decides on a command about the task of {@code row} and does what was decided. */
    Decision decide(Row row, Command command, Instant now) {
        Decision decision = Lifecycle.decide(row.task, command, now);
        if (decision instanceof Decision.Changed changed) {
            change(row, changed, now);
        } else if (decision instanceof Decision.Refused refused) {
            refused.recorded().ifPresent(changed -> change(row, changed, now));
        }
        return decision;
    }

    /** A task that leaves its place in line, or gets another one, loses its reservation. */
    private void change(Row row, Decision.Changed changed, Instant now) {
        Task before = row.task;
        row.task = changed.task();
        changed.events().forEach(event -> happened.add(new Happened(now, changed.task(), event)));
        if (changed.isRemoval()) {
            rows.remove(row);
        }
        boolean keepsItsPlace = !changed.isRemoval()
                && row.isReady(now)
                && row.task.spec().routing().equals(before.spec().routing())
                && row.task
                        .state()
                        .schedule()
                        .queuedAt()
                        .equals(before.state().schedule().queuedAt());
        if (!keepsItsPlace) {
            reservations.removeIf(reservation -> reservation.row == row);
        }
    }

    /** Does what is due. */
    void tick(Instant now) {
        for (Row row : List.copyOf(rows)) {
            if (row.isHeld() && !row.task.state().lease().get().expiresAt().isAfter(now)) {
                decide(row, new Expire(row.task.id()), now);
            }
        }
        rows.removeIf(row -> retentionEnd(row).filter(end -> !end.isAfter(now)).isPresent());
        endUnasked(now);
    }

    /** When something will be due next. */
    Optional<Instant> nextDue(Instant now) {
        Stream<Instant> ofTasks = rows.stream().flatMap(row -> {
            Optional<Instant> leaseEnd = row.task.state().lease().map(lease -> lease.expiresAt());
            boolean delayed = row.task.status() == TaskStatus.WAITING && !row.isReady(now);
            Optional<Instant> runAt = row.task.state().schedule().runAt().filter(any -> delayed);
            return Stream.of(leaseEnd, runAt, retentionEnd(row)).flatMap(Optional::stream);
        });
        Stream<Instant> ofReservations = reservations.stream().map(reservation -> reservation.askedAt.plus(UNASKED));
        return Stream.concat(ofTasks, ofReservations).min(Comparator.naturalOrder());
    }

    private Optional<Instant> retentionEnd(Row row) {
        boolean failed = row.task.status() == TaskStatus.FAILED;
        Duration kept = failed ? settings.failedRetention() : settings.retention();
        return row.isHeld() ? Optional.empty() : row.task.state().finishedAt().map(end -> end.plus(kept));
    }

    private void endUnasked(Instant now) {
        reservations.removeIf(reservation -> !reservation.askedAt.plus(UNASKED).isAfter(now));
    }

    static boolean covers(Claim.Scope scope, Routing routing) {
        String asked = prefix(scope.directories().directory());
        String path = prefix(routing.directory());
        return scope.queue().equals(routing.queue())
                && (scope.directories().recursive() ? path.startsWith(asked) : path.equals(asked));
    }

    private static String prefix(WorkDirectory directory) {
        return directory.path().equals("/") ? "/" : directory.path() + "/";
    }
}
