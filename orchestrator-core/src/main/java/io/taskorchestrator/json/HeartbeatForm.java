package io.taskorchestrator.json;

import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Progress;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A worker is alive. */
final class HeartbeatForm implements JsonInput.Fields {

    private final JsonInput in;
    private final HolderForm holder;
    private Optional<Duration> lease = Optional.empty();
    private Optional<Progress> progress = Optional.empty();
    private Optional<JsonText> checkpoint = Optional.empty();

    private HeartbeatForm(JsonInput in) {
        this.in = in;
        this.holder = new HolderForm(in);
    }

    static void write(Heartbeat heartbeat, JsonOutput out) throws IOException {
        out.start();
        HolderForm.write(heartbeat.holder(), out);
        if (heartbeat.lease().isPresent()) {
            out.seconds("lease_seconds", heartbeat.lease().get());
        }
        if (heartbeat.progress().isPresent()) {
            out.start("progress");
            ProgressForm.writeFields(heartbeat.progress().get(), out);
            out.end();
        }
        out.opaque("checkpoint", heartbeat.checkpoint());
        out.end();
    }

    static Optional<Heartbeat> read(TaskId task, JsonInput in) throws IOException {
        HeartbeatForm form = new HeartbeatForm(in);
        return in.object(
                form, () -> new Heartbeat(task, form.holder.holder(), form.lease, form.progress, form.checkpoint));
    }

    @Override
    public boolean read(String name) throws IOException {
        switch (name) {
            case "lease_seconds" -> lease = ClaimForm.lease(in);
            case "progress" -> progress = ProgressForm.readTold(in);
            case "checkpoint" ->
                checkpoint = in.as(in.opaque(), json -> json.requireBytes("checkpoint", TaskLimits.JSON_BYTES));
            default -> {
                return holder.read(name);
            }
        }
        return true;
    }
}
