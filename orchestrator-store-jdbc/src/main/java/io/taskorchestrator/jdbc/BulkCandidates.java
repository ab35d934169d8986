package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.LineStarts.Line;
import io.taskorchestrator.jdbc.Lines.Candidate;
import io.taskorchestrator.jdbc.Lines.Head;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.Call;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Looks for unrestricted tasks for many scopes at once: the first ones of each priority of each scope, by one statement. Each
 * round looks further along the lines than the one before.
 *
 * <p>Thread model: the thread of the transaction.
 */
final class BulkCandidates {

    /** With limits: of what only need not exist PostgreSQL would make a table of all there is. */
    static final String UNRESTRICTED = """
            SELECT s.i
            FROM (SELECT unnest(?::integer[]) AS i, unnest(?::text[]) AS queue, unnest(?::text[]) AS directory) AS s
            WHERE CASE WHEN s.directory = ''
                THEN (SELECT 1 FROM ready t WHERE t.access > 0 AND t.queue = s.queue LIMIT 1) IS NULL
                ELSE (SELECT 1 FROM ready t WHERE t.access > 0 AND t.queue = s.queue
                    AND t.directory = s.directory LIMIT 1) IS NULL END""";
    /**
     * The heads of the lines of many directories. Most queues have tasks of one priority only, so it is seen first which
     * priorities are in line at all: those lines come first, with a number below zero.
     */
    private static final String SELECT_IN = """
            WITH line (priority, first) AS MATERIALIZED (%s UNION ALL %s UNION ALL %s)
            SELECT -1, 0, '', priority, first FROM line WHERE first IS NOT NULL
            UNION ALL
            SELECT s.i, h.number, h.directory, h.priority, h.queued_at
            FROM (SELECT unnest(?::integer[]) AS i, unnest(?::text[]) AS queue, unnest(?::text[]) AS directory,
                unnest(?::bigint[]) AS from0, unnest(?::bigint[]) AS from1, unnest(?::bigint[]) AS from2) AS s,
            LATERAL (%s UNION ALL %s UNION ALL %s) AS h""";

    private static final String LINE = """
            SELECT %d, (SELECT queued_at FROM ready
            WHERE queue = ? AND queue <> '' AND access = 0 AND priority = %1$d AND queued_at >= ?
            ORDER BY queued_at, number LIMIT 1)""";
    private static final String IN =
            " AND directory = s.directory AND (SELECT first FROM line WHERE priority = %d) IS NOT NULL";
    private static final String ANYWHERE = " AND queue <> ''";
    /** The heads of the lines of whole queues. */
    private static final String SELECT = """
            SELECT s.i, h.number, h.directory, h.priority, h.queued_at
            FROM (SELECT unnest(?::integer[]) AS i, unnest(?::text[]) AS queue, unnest(?::text[]) AS directory,
                unnest(?::bigint[]) AS from0, unnest(?::bigint[]) AS from1, unnest(?::bigint[]) AS from2) AS s,
            LATERAL (%s UNION ALL %s UNION ALL %s) AS h""";

    private static final String HEADS = """
            (SELECT number, directory, priority, queued_at FROM ready
            WHERE queue = s.queue%s AND access = 0 AND priority = %d AND queued_at >= s.from%2$d
            ORDER BY queued_at, number LIMIT %d)""";
    private static final int FEWEST = 4;
    private static final int MOST = 1024;
    /** Statements by how far they look along each line. */
    private static final Map<Integer, String> HEADS_IN = statements(BulkCandidates::headsIn);

    private static final Map<Integer, String> HEADS_ANYWHERE = statements(BulkCandidates::headsAnywhere);

    private final Session session;
    private final LockedTasks tasks;
    private final LineStarts starts;
    private final Lines lines;
    private final Entries entries;
    private final List<Demand> demands = new ArrayList<>();
    private final Set<Long> tried = new HashSet<>();

    BulkCandidates(Session session, LockedTasks tasks, LineStarts starts, Lines lines, Entries entries) {
        this.session = session;
        this.tasks = tasks;
        this.starts = starts;
        this.lines = lines;
        this.entries = entries;
    }

    /** Asks for the numbers of history entries, with what the session asks for next. */
    interface Entries {
        void ask(int count) throws SQLException;
    }

    /** What a scope needs, and what was found for it. */
    static final class Demand {

        private final Claim.Scope scope;
        private List<Call<Claim>> calls = List.of();
        private int need;
        private final List<TaskRow> found = new ArrayList<>();
        private final List<Candidate> chosen = new ArrayList<>();
        private final List<List<Head>> heads = new ArrayList<>();
        private int looked;
        private boolean exhausted;

        private Demand(Claim.Scope scope, List<Call<Claim>> calls) {
            this.scope = scope;
            serve(calls);
        }

        private void serve(List<Call<Claim>> some) {
            calls = some;
            need = some.stream().mapToInt(call -> call.command().limit()).sum();
        }

        Claim.Scope scope() {
            return scope;
        }

        List<Call<Claim>> calls() {
            return calls;
        }

        List<TaskRow> found() {
            return found;
        }

        /** Whether there is nothing else. */
        boolean isExhausted() {
            return exhausted;
        }

        private int missing() {
            return exhausted ? 0 : need - found.size();
        }

        private String queue() {
            return scope.queue().value();
        }

        private boolean isRecursive() {
            return scope.directories().recursive();
        }

        /** The directory of an exact scope; empty for others, which look along the line of the whole queue. */
        private String directory() {
            return isRecursive() ? "" : scope.directories().directory().path();
        }
    }

    List<Demand> demands() {
        return demands;
    }

    boolean areMissing() {
        return demands.stream().anyMatch(demand -> demand.missing() > 0);
    }

    /** Looks at the beginning of the lines for claims with these scopes, and at whether anything shared or exclusive is ready. */
    void look(Map<Claim.Scope, List<Call<Claim>>> scopes) throws SQLException {
        List<Demand> all = new ArrayList<>(scopes.size());
        scopes.forEach((scope, calls) -> all.add(new Demand(scope, calls)));
        Set<Integer> unrestricted = new TreeSet<>();
        session.ask(UNRESTRICTED, row -> unrestricted.add(row.number()), indexes(all), queues(all), directories(all));
        askForHeads(all);
        session.flush();
        unrestricted.forEach(i -> demands.add(all.get(i)));
    }

    /** What was found is for these claims: those of scopes in which something shared or exclusive is ready get nothing here. */
    void serve(Map<Claim.Scope, List<Call<Claim>>> scopes) {
        demands.forEach(demand -> demand.serve(scopes.getOrDefault(demand.scope, List.of())));
    }

    /** Takes of what was seen what nobody else has, and looks further along the lines for what is missing then. */
    void round() throws SQLException {
        List<Demand> open = open();
        List<Long> numbers = new ArrayList<>();
        for (Demand demand : open) {
            choose(demand);
            demand.chosen.forEach(candidate -> numbers.add(candidate.number()));
        }
        if (!numbers.isEmpty()) {
            tasks.tryToLock(session, numbers);
            entries.ask(numbers.size());
        }
        tasks.read(session);
        open.forEach(this::take);
        askForHeads(open());
        session.flush();
    }

    private List<Demand> open() {
        return demands.stream().filter(demand -> demand.missing() > 0).toList();
    }

    private void askForHeads(List<Demand> open) throws SQLException {
        Map<String, List<Demand>> exact = new TreeMap<>();
        List<Demand> recursive = new ArrayList<>();
        for (Demand demand : open) {
            List<Demand> alike =
                    demand.isRecursive() ? recursive : exact.computeIfAbsent(demand.queue(), any -> new ArrayList<>());
            alike.add(demand);
        }
        for (Map.Entry<String, List<Demand>> entry : exact.entrySet()) {
            String queue = entry.getKey();
            List<@Nullable Object> values = new ArrayList<>();
            for (int priority : Codes.PRIORITIES) {
                values.add(queue);
                values.add(starts.of(new Line(queue, "", 0, priority)));
            }
            askForHeads(HEADS_IN, entry.getValue(), queue, values);
        }
        if (!recursive.isEmpty()) {
            askForHeads(HEADS_ANYWHERE, recursive, "", new ArrayList<>());
        }
    }

    private void askForHeads(
            Map<Integer, String> statements, List<Demand> open, String queue, List<@Nullable Object> values)
            throws SQLException {
        int most = FEWEST;
        for (Demand demand : open) {
            while (most < MOST && most < Math.max(demand.need, demand.looked * FEWEST)) {
                most *= FEWEST;
            }
        }
        for (Demand demand : open) {
            demand.looked = most;
            demand.heads.clear();
            Codes.PRIORITIES.forEach(any -> demand.heads.add(new ArrayList<>()));
        }
        values.addAll(List.of(indexes(open), queues(open), directories(open)));
        values.addAll(List.of(starts(open, 0), starts(open, 1), starts(open, 2)));
        session.ask(
                Objects.requireNonNull(statements.get(most)),
                row -> {
                    int place = row.number();
                    Head head = Head.read(row);
                    if (place < 0) {
                        starts.begins(new Line(queue, "", 0, head.priority()), head.queuedAt());
                    } else {
                        open.get(place).heads.get(head.priority()).add(head);
                    }
                    return true;
                },
                values.toArray());
    }

    private static Map<Integer, String> statements(IntFunction<String> looking) {
        Map<Integer, String> statements = new HashMap<>();
        for (int most = FEWEST; most <= MOST; most *= FEWEST) {
            statements.put(most, looking.apply(most));
        }
        return Map.copyOf(statements);
    }

    static String headsIn(int most) {
        return SELECT_IN.formatted(
                LINE.formatted(0),
                LINE.formatted(1),
                LINE.formatted(2),
                HEADS.formatted(IN.formatted(0), 0, most),
                HEADS.formatted(IN.formatted(1), 1, most),
                HEADS.formatted(IN.formatted(2), 2, most));
    }

    private static String headsAnywhere(int most) {
        return SELECT.formatted(
                HEADS.formatted(ANYWHERE, 0, most),
                HEADS.formatted(ANYWHERE, 1, most),
                HEADS.formatted(ANYWHERE, 2, most));
    }

    /** Chooses the first ones in order, as far as that is known: behind the end of a slice there may be others before. */
    private void choose(Demand demand) {
        demand.chosen.clear();
        long known = Long.MAX_VALUE;
        List<Candidate> candidates = new ArrayList<>();
        for (int priority : Codes.PRIORITIES) {
            List<Head> heads = demand.heads.get(priority);
            if (!heads.isEmpty()) {
                starts.begins(line(demand, priority), heads.get(0).queuedAt());
            }
            for (Head head : heads) {
                candidates.add(lines.candidate(demand.queue(), 0, head));
            }
            if (heads.size() == demand.looked) {
                known = Math.min(known, candidates.get(candidates.size() - 1).key());
            }
        }
        candidates.sort(Candidate.ORDER);
        for (Candidate candidate : candidates) {
            if (demand.chosen.size() < demand.missing()
                    && candidate.key() <= known
                    && Lines.includes(
                            demand.scope.directories(), candidate.spot().directory())
                    && tried.add(candidate.number())) {
                demand.chosen.add(candidate);
            }
        }
        demand.exhausted = known == Long.MAX_VALUE && demand.chosen.size() < demand.missing();
    }

    private void take(Demand demand) {
        for (Candidate candidate : demand.chosen) {
            TaskRow row = tasks.known(candidate.number());
            if (row != null
                    && row.queueState() == QueueState.READY
                    && Spot.of(row.task()).equals(candidate.spot())) {
                demand.found.add(row);
                tasks.speakFor(row.number());
            }
        }
    }

    private static Line line(Demand demand, int priority) {
        return new Line(demand.queue(), demand.directory(), 0, priority);
    }

    private static Integer[] indexes(List<Demand> demands) {
        Integer[] indexes = new Integer[demands.size()];
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = i;
        }
        return indexes;
    }

    private static String[] queues(List<Demand> demands) {
        return demands.stream().map(Demand::queue).toArray(String[]::new);
    }

    private static String[] directories(List<Demand> demands) {
        return demands.stream().map(Demand::directory).toArray(String[]::new);
    }

    private Long[] starts(List<Demand> demands, int priority) {
        return demands.stream().map(demand -> starts.of(line(demand, priority))).toArray(Long[]::new);
    }
}
