package io.taskorchestrator.json;

import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.TaskEvent;
import io.taskorchestrator.task.TaskResult;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One line of a task's history. */
final class HistoryForm implements JsonInput.Fields {

    private final JsonInput in;
    private Optional<Integer> seq = Optional.empty();
    private Optional<Long> position = Optional.empty();
    private Optional<Instant> at = Optional.empty();
    private Optional<EventType> type = Optional.empty();
    private int attempt;
    private String actor = "";
    private final Map<String, String> details = new HashMap<>();
    private Optional<TaskResult> result = Optional.empty();

    private HistoryForm(JsonInput in) {
        this.in = in;
    }

    static void write(HistoryEntry entry, JsonOutput out) throws IOException {
        TaskEvent event = entry.event();
        out.start();
        out.number("seq", entry.seq());
        out.number("position", entry.position());
        out.instant("at", entry.at());
        out.text("type", event.type().text());
        out.number("attempt", event.attempt());
        out.freeText("actor", entry.actor());
        out.start("details");
        // Sorted, so that the same entry is always the same text.
        for (Map.Entry<String, String> detail : new TreeMap<>(event.details()).entrySet()) {
            out.freeText(detail.getKey(), detail.getValue());
        }
        out.end();
        ResultForm.write("result", event.result(), out);
        out.end();
    }

    static Optional<HistoryEntry> read(JsonInput in) throws IOException {
        HistoryForm form = new HistoryForm(in);
        return in.object(form, form::build, "seq", "position", "at", "type");
    }

    @Override
    public boolean read(String name) throws IOException {
        switch (name) {
            case "seq" -> seq = in.integer();
            case "position" -> position = in.wholeNumber();
            case "at" -> at = in.instant();
            case "type" -> type = in.as(in.text(), EventType::parse);
            case "attempt" -> attempt = in.integer().orElse(attempt);
            case "actor" -> actor = in.text().orElse(actor);
            case "details" -> in.object(this::readDetail, () -> this);
            case "result" -> result = ResultForm.read(in);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean readDetail(String name) throws IOException {
        in.text().ifPresent(value -> details.put(name, value));
        return true;
    }

    private HistoryEntry build() {
        TaskEvent event = new TaskEvent(type.orElseThrow(), attempt, details, result);
        return new HistoryEntry(seq.orElseThrow(), position.orElseThrow(), at.orElseThrow(), actor, event);
    }
}
