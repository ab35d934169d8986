package io.taskorchestrator.json;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.task.TaskId;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The requests that may come without a body: release, cancel and retry. */
final class ShortForms {

    private ShortForms() {}

    static void writeRelease(Release release, JsonOutput out) throws IOException {
        out.start();
        HolderForm.write(release.holder(), out);
        if (!release.delay().isZero()) {
            out.seconds("delay_seconds", release.delay());
        }
        out.end();
    }

    static Optional<Release> readRelease(TaskId task, JsonInput in) throws IOException {
        ReleaseFields fields = new ReleaseFields(in);
        // That an answer was never delivered only the door itself can know, so no request says it.
        return in.object(fields, () -> new Release(task, fields.holder.holder(), fields.delay, false));
    }

    static void writeCancel(Cancel cancel, JsonOutput out) throws IOException {
        out.start();
        if (cancel.reason().isPresent()) {
            out.text("reason", cancel.reason().get());
        }
        writeForce(cancel.force(), out);
        out.end();
    }

    static Optional<Cancel> readCancel(TaskId task, JsonInput in) throws IOException {
        CancelFields fields = new CancelFields(task, in);
        return in.object(fields, () -> new Cancel(task, fields.reason, fields.force));
    }

    static void writeRetry(Retry retry, JsonOutput out) throws IOException {
        out.start();
        writeForce(retry.force(), out);
        out.end();
    }

    static Optional<Retry> readRetry(TaskId task, JsonInput in) throws IOException {
        RetryFields fields = new RetryFields(in);
        return in.object(fields, () -> new Retry(task, fields.force));
    }

    private static void writeForce(boolean force, JsonOutput out) throws IOException {
        if (force) {
            out.flag("force", true);
        }
    }

    private static final class ReleaseFields implements JsonInput.Fields {

        private final JsonInput in;
        private final HolderForm holder;
        private Duration delay = Duration.ZERO;

        private ReleaseFields(JsonInput in) {
            this.in = in;
            this.holder = new HolderForm(in);
        }

        @Override
        public boolean read(String name) throws IOException {
            if (!name.equals("delay_seconds")) {
                return holder.read(name);
            }
            delay = FieldChecks.delay(in).orElse(delay);
            return true;
        }
    }

    private static final class CancelFields implements JsonInput.Fields {

        private final TaskId task;
        private final JsonInput in;
        private Optional<String> reason = Optional.empty();
        private boolean force;

        private CancelFields(TaskId task, JsonInput in) {
            this.task = task;
            this.in = in;
        }

        @Override
        public boolean read(String name) throws IOException {
            switch (name) {
                case "reason" ->
                    reason = in.as(
                            in.text(), text -> Cancel.of(task, text).reason().orElse(text));
                case "force" -> force = in.flag().orElse(force);
                default -> {
                    return false;
                }
            }
            return true;
        }
    }

    private static final class RetryFields implements JsonInput.Fields {

        private final JsonInput in;
        private boolean force;

        private RetryFields(JsonInput in) {
            this.in = in;
        }

        @Override
        public boolean read(String name) throws IOException {
            if (!name.equals("force")) {
                return false;
            }
            force = in.flag().orElse(force);
            return true;
        }
    }
}
