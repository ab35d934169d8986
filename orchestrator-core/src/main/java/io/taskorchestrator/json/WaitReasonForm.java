package io.taskorchestrator.json;

import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.WaitReason;
import io.taskorchestrator.task.WorkDirectory;
import io.taskorchestrator.task.WorkerId;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Why a task is not running. */
final class WaitReasonForm implements JsonInput.Fields {

    private final JsonInput in;
    private Optional<WaitReason.Kind> kind = Optional.empty();
    private String message = "";
    private Optional<WaitReason.Place> place = Optional.empty();
    private Optional<Instant> until = Optional.empty();
    private Optional<WaitReason.Blocker> blocker = Optional.empty();
    private Optional<Instant> lastAsked = Optional.empty();

    private WaitReasonForm(JsonInput in) {
        this.in = in;
    }

    static void write(WaitReason reason, JsonOutput out) throws IOException {
        out.start();
        out.text("kind", reason.kind().text());
        out.freeText("message", reason.message());
        if (reason.place().isPresent()) {
            out.start("place");
            out.number("number", reason.place().get().number());
            out.flag("or_later", reason.place().get().orLater());
            out.end();
        }
        out.instant("until", reason.until());
        if (reason.blocker().isPresent()) {
            WaitReason.Blocker blocker = reason.blocker().get();
            out.start("blocker");
            out.text("task_id", blocker.task().toString());
            out.text("work_directory", blocker.directory().path());
            if (blocker.worker().isPresent()) {
                out.text("worker_id", blocker.worker().get().value());
            }
            out.instant("since", blocker.since());
            out.end();
        }
        out.instant("last_asked_at", reason.lastAsked());
        out.end();
    }

    static Optional<WaitReason> read(JsonInput in) throws IOException {
        WaitReasonForm form = new WaitReasonForm(in);
        return in.object(
                form,
                () -> new WaitReason(
                        form.kind.orElseThrow(), form.message, form.place, form.until, form.blocker, form.lastAsked),
                "kind");
    }

    @Override
    public boolean read(String name) throws IOException {
        switch (name) {
            case "kind" -> kind = in.as(in.text(), WaitReasonForm::kind);
            case "message" -> message = in.text().orElse(message);
            case "place" -> place = Place.read(in);
            case "until" -> until = in.instant();
            case "blocker" -> blocker = Blocker.read(in);
            case "last_asked_at" -> lastAsked = in.instant();
            default -> {
                return false;
            }
        }
        return true;
    }

    private static WaitReason.Kind kind(String text) {
        return Arrays.stream(WaitReason.Kind.values())
                .filter(kind -> kind.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("kind", "is none that is known here"));
    }

    /** A place in line. */
    private static final class Place implements JsonInput.Fields {

        private final JsonInput in;
        private Optional<Integer> number = Optional.empty();
        private boolean orLater;

        private Place(JsonInput in) {
            this.in = in;
        }

        static Optional<WaitReason.Place> read(JsonInput in) throws IOException {
            Place place = new Place(in);
            return in.object(place, () -> new WaitReason.Place(place.number.orElseThrow(), place.orLater), "number");
        }

        @Override
        public boolean read(String name) throws IOException {
            switch (name) {
                case "number" -> number = in.integer();
                case "or_later" -> orLater = in.flag().orElse(orLater);
                default -> {
                    return false;
                }
            }
            return true;
        }
    }

    /** What keeps a directory busy. */
    private static final class Blocker implements JsonInput.Fields {

        private final JsonInput in;
        private Optional<TaskId> task = Optional.empty();
        private Optional<WorkDirectory> directory = Optional.empty();
        private Optional<WorkerId> worker = Optional.empty();
        private Optional<Instant> since = Optional.empty();

        private Blocker(JsonInput in) {
            this.in = in;
        }

        static Optional<WaitReason.Blocker> read(JsonInput in) throws IOException {
            Blocker blocker = new Blocker(in);
            return in.object(blocker, blocker::build, "task_id", "work_directory", "since");
        }

        @Override
        public boolean read(String name) throws IOException {
            switch (name) {
                case "task_id" -> task = in.as(in.text(), TaskId::parse);
                case "work_directory" -> directory = in.as(in.text(), WorkDirectory::of);
                case "worker_id" -> worker = in.as(in.text(), WorkerId::of);
                case "since" -> since = in.instant();
                default -> {
                    return false;
                }
            }
            return true;
        }

        private WaitReason.Blocker build() {
            return new WaitReason.Blocker(task.orElseThrow(), directory.orElseThrow(), worker, since.orElseThrow());
        }
    }
}
