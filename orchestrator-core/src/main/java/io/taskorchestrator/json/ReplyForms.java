package io.taskorchestrator.json;

import io.taskorchestrator.task.Deleted;
import io.taskorchestrator.task.HeartbeatReply;
import io.taskorchestrator.task.TaskId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The short answers: to a heartbeat, and to a delete. */
final class ReplyForms {

    private ReplyForms() {}

    static void writeHeartbeat(HeartbeatReply reply, JsonOutput out) throws IOException {
        out.start();
        out.instant("lease_expires_at", reply.expiresAt());
        out.millis("expires_in_ms", reply.expiresIn());
        out.flag("cancel_requested", reply.cancelRequested());
        out.freeText("reason", reply.reason());
        out.end();
    }

    static Optional<HeartbeatReply> readHeartbeat(JsonInput in) throws IOException {
        Heartbeat reply = new Heartbeat(in);
        return in.object(reply, reply::build, "lease_expires_at", "expires_in_ms");
    }

    static void writeDeleted(Deleted deleted, JsonOutput out) throws IOException {
        out.start();
        out.text("task_id", deleted.id().toString());
        out.flag("deleted", deleted.deleted());
        out.flag("pending", deleted.pending());
        out.end();
    }

    static Optional<Deleted> readDeleted(JsonInput in) throws IOException {
        Delete reply = new Delete(in);
        return in.object(
                reply, () -> new Deleted(reply.id.orElseThrow(), reply.deleted, reply.pending), "task_id", "deleted");
    }

    private static final class Heartbeat implements JsonInput.Fields {

        private final JsonInput in;
        private Optional<Instant> expiresAt = Optional.empty();
        private Optional<Duration> expiresIn = Optional.empty();
        private boolean cancelRequested;
        private Optional<String> reason = Optional.empty();

        private Heartbeat(JsonInput in) {
            this.in = in;
        }

        @Override
        public boolean read(String name) throws IOException {
            switch (name) {
                case "lease_expires_at" -> expiresAt = in.instant();
                case "expires_in_ms" -> expiresIn = in.millis();
                case "cancel_requested" -> cancelRequested = in.flag().orElse(cancelRequested);
                case "reason" -> reason = in.text();
                default -> {
                    return false;
                }
            }
            return true;
        }

        private HeartbeatReply build() {
            return new HeartbeatReply(expiresAt.orElseThrow(), expiresIn.orElseThrow(), cancelRequested, reason);
        }
    }

    private static final class Delete implements JsonInput.Fields {

        private final JsonInput in;
        private Optional<TaskId> id = Optional.empty();
        private boolean deleted;
        private boolean pending;

        private Delete(JsonInput in) {
            this.in = in;
        }

        @Override
        public boolean read(String name) throws IOException {
            switch (name) {
                case "task_id" -> id = in.as(in.text(), TaskId::parse);
                case "deleted" -> deleted = in.flag().orElse(deleted);
                case "pending" -> pending = in.flag().orElse(pending);
                default -> {
                    return false;
                }
            }
            return true;
        }
    }
}
