package io.taskorchestrator.json;

import io.taskorchestrator.task.Progress;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** How far a worker is: {@code percent}, {@code message} and, in answers only, {@code at}. */
final class ProgressForm implements JsonInput.Fields {

    private final JsonInput in;
    private final boolean heard;
    private Optional<Integer> percent = Optional.empty();
    private Optional<String> message = Optional.empty();
    private Instant at = Instant.EPOCH;

    private ProgressForm(JsonInput in, boolean heard) {
        this.in = in;
        this.heard = heard;
    }

    static void writeFields(Progress progress, JsonOutput out) throws IOException {
        if (progress.percent().isPresent()) {
            out.number("percent", progress.percent().get());
        }
        if (progress.message().isPresent()) {
            out.text("message", progress.message().get());
        }
    }

    /** Reads what a worker tells; when that was is for the store to say, and the epoch until then. */
    static Optional<Progress> readTold(JsonInput in) throws IOException {
        return read(in, new ProgressForm(in, false));
    }

    /** Reads what the store has heard. */
    static Optional<Progress> readHeard(JsonInput in) throws IOException {
        return read(in, new ProgressForm(in, true));
    }

    private static Optional<Progress> read(JsonInput in, ProgressForm form) throws IOException {
        return in.object(form, () -> new Progress(form.percent, form.message, form.at));
    }

    @Override
    public boolean read(String name) throws IOException {
        switch (name) {
            case "percent" -> percent = in.as(in.integer(), ProgressForm::percent);
            case "message" -> message = in.as(in.text(), ProgressForm::message);
            case "at" -> {
                if (!heard) {
                    return false;
                }
                at = in.instant().orElse(at);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static Integer percent(Integer value) {
        return new Progress(Optional.of(value), Optional.empty(), Instant.EPOCH)
                .percent()
                .orElse(value);
    }

    private static String message(String text) {
        return new Progress(Optional.empty(), Optional.of(text), Instant.EPOCH)
                .message()
                .orElse(text);
    }
}
