package io.taskorchestrator.json;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.WorkDirectory;
import io.taskorchestrator.task.WorkerId;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** A worker's wish for the next tasks; without {@code work_path} from anywhere. */
final class ClaimForm implements JsonInput.Fields {

    private static final Claim ANY = Claim.by("any");

    private final JsonInput in;
    private Optional<WorkerId> worker = Optional.empty();
    private QueueName queue = QueueName.DEFAULT;
    private Optional<WorkDirectory> directory = Optional.empty();
    private boolean recursive;
    private int limit = 1;
    private Optional<Duration> lease = Optional.empty();
    private Duration maxWait = Duration.ZERO;
    private Optional<UUID> claimId = Optional.empty();

    private ClaimForm(JsonInput in) {
        this.in = in;
    }

    static void write(Claim claim, JsonOutput out) throws IOException {
        DirectoryScope directories = claim.scope().directories();
        out.start();
        out.text("worker_id", claim.worker().value());
        if (!claim.scope().queue().equals(QueueName.DEFAULT)) {
            out.text("queue", claim.scope().queue().value());
        }
        if (!directories.equals(DirectoryScope.ANYWHERE)) {
            out.text("work_path", directories.directory().path());
            if (directories.recursive()) {
                out.flag("recursive", true);
            }
        }
        if (claim.limit() != 1) {
            out.number("limit", claim.limit());
        }
        if (claim.lease().isPresent()) {
            out.seconds("lease_seconds", claim.lease().get());
        }
        if (!claim.maxWait().isZero()) {
            out.seconds("wait_seconds", claim.maxWait());
        }
        if (claim.claimId().isPresent()) {
            out.text("claim_id", claim.claimId().get().toString());
        }
        out.end();
    }

    static Optional<Claim> read(JsonInput in) throws IOException {
        ClaimForm form = new ClaimForm(in);
        return in.object(form, form::build, "worker_id");
    }

    @Override
    public boolean read(String name) throws IOException {
        switch (name) {
            case "worker_id" -> worker = in.as(in.text(), WorkerId::of);
            case "queue" -> queue = in.as(in.text(), QueueName::of).orElse(queue);
            case "work_path" -> directory = in.as(in.text(), WorkDirectory::of);
            case "recursive" -> recursive = in.flag().orElse(recursive);
            case "limit" ->
                limit = in.as(in.integer(), value -> ANY.limit(value).limit()).orElse(limit);
            case "lease_seconds" -> lease = lease(in);
            case "wait_seconds" ->
                maxWait = in.as(in.seconds(), value -> ANY.waiting(value).maxWait())
                        .orElse(maxWait);
            case "claim_id" -> claimId = in.as(in.text(), text -> TaskId.parseUuid("claim_id", text));
            default -> {
                return false;
            }
        }
        return true;
    }

    static Optional<Duration> lease(JsonInput in) throws IOException {
        return in.as(in.seconds(), value -> ANY.lease(value).lease().orElse(value));
    }

    private Claim build() {
        DirectoryScope directories =
                directory.map(path -> new DirectoryScope(path, recursive)).orElse(DirectoryScope.ANYWHERE);
        return new Claim(worker.orElseThrow(), new Claim.Scope(queue, directories), limit, lease, claimId, maxWait);
    }
}
