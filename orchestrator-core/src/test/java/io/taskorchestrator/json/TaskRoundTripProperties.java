package io.taskorchestrator.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Deleted;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.HeartbeatReply;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskEvent;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.task.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What a server writes, a client reads as the same, as far as the form carries it. */
class TaskRoundTripProperties {

    private static final Duration LONG = Duration.ofDays(1_000);

    @Property(tries = 300)
    void aTaskIsReadAsItWasWritten(@ForAll("tasks") Task task) {
        assertThat(TaskJson.TASK.read(TaskJson.TASK.bytes(task))).isEqualTo(Tasks.carried(task));
    }

    @Property(tries = 100)
    void aTaskThatWasReadIsWrittenToTheSameText(@ForAll("tasks") Task task) {
        byte[] text = TaskJson.TASK.bytes(task);
        assertThat(TaskJson.TASK.bytes(TaskJson.TASK.read(text))).isEqualTo(text);
    }

    @Property(tries = 100)
    void aClaimedTaskIsReadAsItWasWritten(@ForAll("claimed") ClaimedTask claimed) {
        ClaimedTask expected = new ClaimedTask(Tasks.carried(claimed.task()), claimed.token(), claimed.expiresIn());
        assertThat(TaskJson.CLAIMED.read(TaskJson.CLAIMED.bytes(claimed))).isEqualTo(expected);
    }

    @Property(tries = 30)
    void aPageIsReadAsItWasWritten(@ForAll("pages") Page page) {
        JsonForm<Page> form = TaskJson.page(TaskQuery.ALL, Set.of(TaskPart.values()));
        Page expected = new Page(
                page.tasks().stream().map(Tasks::carried).toList(),
                page.total(),
                page.totalCapped(),
                page.nextCursor());
        assertThat(form.read(form.bytes(page))).isEqualTo(expected);
    }

    @Property(tries = 200)
    void aResultIsReadAsItWasWritten(@ForAll("results") TaskResult result) {
        roundTrip(TaskJson.RESULT, result);
    }

    @Property(tries = 100)
    void aHistoryIsReadAsItWasWritten(@ForAll("histories") List<HistoryEntry> history) {
        roundTrip(TaskJson.HISTORY, history);
    }

    @Property(tries = 100)
    void statisticsAreReadAsTheyWereWritten(@ForAll("statistics") Statistics statistics) {
        roundTrip(TaskJson.STATISTICS, statistics);
    }

    @Property(tries = 200)
    void aWaitReasonIsReadAsItWasWritten(@ForAll("waitReasons") WaitReason reason) {
        roundTrip(TaskJson.WAIT_REASON, reason);
    }

    @Property(tries = 100)
    void aHeartbeatReplyIsReadAsItWasWritten(@ForAll("heartbeatReplies") HeartbeatReply reply) {
        roundTrip(TaskJson.HEARTBEAT_REPLY, reply);
    }

    @Property(tries = 50)
    void theAnswerToADeleteIsReadAsItWasWritten(@ForAll("deleted") Deleted deleted) {
        roundTrip(TaskJson.DELETED, deleted);
    }

    @Property(tries = 1_000)
    void anInstantIsWrittenAsJavaDoes(
            @ForAll @LongRange(min = -100_000_000_000L, max = 400_000_000_000L) long second,
            @ForAll @IntRange(max = 999_999_999) int nano,
            @ForAll @IntRange(max = 3) int thousands) {
        int rough = nano - nano % (int) Math.pow(1_000, thousands);
        for (long each : new long[] {second, second - second % 60, second - second % 86_400}) {
            Instant instant = Instant.ofEpochSecond(each, rough);
            assertThat(JsonOutput.text(instant)).isEqualTo(instant.toString());
        }
    }

    private static <T> void roundTrip(JsonForm<T> form, T value) {
        assertThat(form.read(form.bytes(value))).isEqualTo(value);
    }

    @Provide
    Arbitrary<Task> tasks() {
        return Tasks.tasks();
    }

    @Provide
    Arbitrary<ClaimedTask> claimed() {
        return Combinators.combine(
                        Tasks.tasks().filter(task -> task.state().lease().isPresent()),
                        Values.tokens(),
                        Values.millis(LONG))
                .as(ClaimedTask::new);
    }

    @Provide
    Arbitrary<Page> pages() {
        return Combinators.combine(
                        Tasks.tasks().list().ofMaxSize(3),
                        Arbitraries.longs().greaterOrEqual(0),
                        Arbitraries.of(true, false),
                        Values.text(1, 20).optional())
                .as(Page::new);
    }

    @Provide
    Arbitrary<TaskResult> results() {
        return Values.results();
    }

    @Provide
    Arbitrary<List<HistoryEntry>> histories() {
        Arbitrary<TaskEvent> events = Combinators.combine(
                        Arbitraries.of(EventType.values()),
                        Arbitraries.integers().greaterOrEqual(0),
                        Arbitraries.maps(Values.text(1, 8), Values.text(0, 8)).ofMaxSize(3),
                        Values.results().optional())
                .as(TaskEvent::new);
        Arbitrary<HistoryEntry> entries = Combinators.combine(
                        Arbitraries.integers().greaterOrEqual(1),
                        Arbitraries.longs().greaterOrEqual(1),
                        Values.instants(),
                        Values.text(1, 10),
                        events)
                .as(HistoryEntry::new);
        return entries.list().ofMaxSize(3);
    }

    @Provide
    Arbitrary<Statistics> statistics() {
        Arbitrary<Long> counts = Arbitraries.longs().between(0, 1_000_000_000L);
        Arbitrary<Statistics.Hour> hours =
                Combinators.combine(Values.instants(), counts, counts).as(Statistics.Hour::new);
        Arbitrary<Double> figures = Arbitraries.doubles().between(0, 1e12);
        return Combinators.combine(
                        counts.list().ofSize(TaskStatus.values().length),
                        counts.list().ofSize(Priority.values().length),
                        Arbitraries.integers().between(1, 1_000).map(Duration::ofHours),
                        figures,
                        figures,
                        hours.list().ofMaxSize(3))
                .as((byStatus, byPriority, window, average, rate, series) -> new Statistics(
                        counted(TaskStatus.class, byStatus),
                        counted(Priority.class, byPriority),
                        window,
                        average,
                        rate,
                        series));
    }

    @Provide
    Arbitrary<WaitReason> waitReasons() {
        Arbitrary<WaitReason.Place> places = Combinators.combine(
                        Arbitraries.integers().between(1, 1_000), Arbitraries.of(true, false))
                .as(WaitReason.Place::new);
        Arbitrary<WaitReason.Blocker> blockers = Combinators.combine(
                        Values.taskIds(), Values.directories(), Values.workers().optional(), Values.instants())
                .as(WaitReason.Blocker::new);
        return Combinators.combine(
                        Arbitraries.of(WaitReason.Kind.values()),
                        Values.text(0, 30),
                        places.optional(),
                        Values.instants().optional(),
                        blockers.optional(),
                        Values.instants().optional())
                .as(WaitReason::new);
    }

    @Provide
    Arbitrary<HeartbeatReply> heartbeatReplies() {
        return Combinators.combine(
                        Values.instants(),
                        Values.millis(LONG),
                        Arbitraries.of(true, false),
                        Values.text(0, 20).optional())
                .as(HeartbeatReply::new);
    }

    @Provide
    Arbitrary<Deleted> deleted() {
        return Combinators.combine(Values.taskIds(), Arbitraries.of(true, false), Arbitraries.of(true, false))
                .as(Deleted::new);
    }

    private static <E extends Enum<E>> Map<E, Long> counted(Class<E> type, List<Long> counts) {
        Map<E, Long> map = new EnumMap<>(type);
        Iterator<Long> next = counts.iterator();
        for (E constant : type.getEnumConstants()) {
            map.put(constant, next.next());
        }
        return map;
    }
}
