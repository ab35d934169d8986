package io.taskorchestrator.json;

import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.TaskStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The orchestrator in numbers. The overview is for people and is not read back: it follows from the rest. */
final class StatisticsForm implements JsonInput.Fields {

    private final JsonInput in;
    private final Map<TaskStatus, Long> byStatus = new EnumMap<>(TaskStatus.class);
    private final Map<Priority, Long> byPriority = new EnumMap<>(Priority.class);
    private Duration window = Duration.ofHours(24);
    private double averageProcessing;
    private double tasksPerHour;
    private List<Statistics.Hour> series = List.of();

    private StatisticsForm(JsonInput in) {
        this.in = in;
        for (TaskStatus status : TaskStatus.values()) {
            byStatus.put(status, 0L);
        }
        for (Priority priority : Priority.values()) {
            byPriority.put(priority, 0L);
        }
    }

    static void write(Statistics statistics, JsonOutput out) throws IOException {
        out.start();
        writeOverview(statistics, out);
        out.start("status_distribution");
        for (TaskStatus status : TaskStatus.values()) {
            out.number(status.text(), statistics.count(status));
        }
        out.end();
        out.start("priority_distribution");
        for (Priority priority : Priority.values()) {
            out.number(priority.text(), statistics.byPriority().getOrDefault(priority, 0L));
        }
        out.end();
        out.start("performance_metrics");
        out.decimal("avg_processing_time", statistics.averageProcessingMillis());
        out.decimal("tasks_per_hour", statistics.tasksPerHour());
        out.number("window_hours", statistics.window().toHours());
        out.end();
        out.startArray("time_series");
        for (Statistics.Hour hour : statistics.series()) {
            out.start();
            out.instant("timestamp", hour.start());
            out.number("completed", hour.completed());
            out.number("failed", hour.failed());
            out.end();
        }
        out.endArray();
        out.end();
    }

    private static void writeOverview(Statistics statistics, JsonOutput out) throws IOException {
        out.start("overview");
        out.number("total_tasks", statistics.total());
        out.number("completed_tasks", statistics.count(TaskStatus.COMPLETED));
        out.number("failed_tasks", statistics.count(TaskStatus.FAILED));
        out.number("cancelled_tasks", statistics.count(TaskStatus.CANCELLED));
        out.number("active_tasks", statistics.count(TaskStatus.WAITING) + statistics.count(TaskStatus.WORKING));
        out.decimal("success_rate", statistics.successRate());
        out.end();
    }

    static Optional<Statistics> read(JsonInput in) throws IOException {
        StatisticsForm form = new StatisticsForm(in);
        return in.object(form, form::build, "status_distribution", "priority_distribution");
    }

    @Override
    public boolean read(String name) throws IOException {
        switch (name) {
            case "status_distribution" ->
                in.object(status -> count(status, byStatus, TaskStatus.values()), () -> byStatus);
            case "priority_distribution" ->
                in.object(priority -> count(priority, byPriority, Priority.values()), () -> byPriority);
            case "performance_metrics" -> in.object(this::readMetric, () -> this);
            case "time_series" ->
                series = in.array(() -> Hour.read(in), Integer.MAX_VALUE).orElse(series);
            default -> {
                return false;
            }
        }
        return true;
    }

    private <E extends Enum<E>> boolean count(String name, Map<E, Long> counts, E[] constants) throws IOException {
        for (E constant : constants) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(name)) {
                in.wholeNumber().ifPresent(count -> counts.put(constant, count));
                return true;
            }
        }
        return false;
    }

    private boolean readMetric(String name) throws IOException {
        switch (name) {
            case "avg_processing_time" -> averageProcessing = in.decimal().orElse(averageProcessing);
            case "tasks_per_hour" -> tasksPerHour = in.decimal().orElse(tasksPerHour);
            case "window_hours" -> window = in.integer().map(Duration::ofHours).orElse(window);
            default -> {
                return false;
            }
        }
        return true;
    }

    private Statistics build() {
        return new Statistics(byStatus, byPriority, window, averageProcessing, tasksPerHour, series);
    }

    /** One hour of the series. */
    private static final class Hour implements JsonInput.Fields {

        private final JsonInput in;
        private Optional<Instant> start = Optional.empty();
        private long completed;
        private long failed;

        private Hour(JsonInput in) {
            this.in = in;
        }

        static Optional<Statistics.Hour> read(JsonInput in) throws IOException {
            Hour hour = new Hour(in);
            return in.object(
                    hour,
                    () -> new Statistics.Hour(hour.start.orElseThrow(), hour.completed, hour.failed),
                    "timestamp");
        }

        @Override
        public boolean read(String name) throws IOException {
            switch (name) {
                case "timestamp" -> start = in.instant();
                case "completed" -> completed = in.wholeNumber().orElse(completed);
                case "failed" -> failed = in.wholeNumber().orElse(failed);
                default -> {
                    return false;
                }
            }
            return true;
        }
    }
}
