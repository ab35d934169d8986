package io.taskorchestrator.json;

import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.WorkerId;
import java.io.IOException;
import java.util.Optional;

/** The two fields by which a worker says who he is: {@code lease_token} and {@code worker_id}. */
final class HolderForm implements JsonInput.Fields {

    private final JsonInput in;
    private Optional<LeaseToken> token = Optional.empty();
    private Optional<WorkerId> worker = Optional.empty();

    HolderForm(JsonInput in) {
        this.in = in;
    }

    static void write(Holder holder, JsonOutput out) throws IOException {
        if (holder.token().isPresent()) {
            out.text("lease_token", holder.token().get().text());
        }
        if (holder.worker().isPresent()) {
            out.text("worker_id", holder.worker().get().value());
        }
    }

    @Override
    public boolean read(String name) throws IOException {
        switch (name) {
            case "lease_token" -> token = in.as(in.text(), LeaseToken::parse);
            case "worker_id" -> worker = in.as(in.text(), WorkerId::of);
            default -> {
                return false;
            }
        }
        return true;
    }

    Holder holder() {
        return new Holder(token, worker);
    }
}
