package io.taskorchestrator.memory;

import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.LeaseTokens;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.Task;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Grants lease tokens and checks them. The last one of each task is remembered, so that checking it is a comparison and not
 * another HMAC; the process that remembers it holds the secret anyway.
 *
 * <p>Thread model: used outside the store's lock, by any thread.
 */
final class GrantedTokens {

    private final LeaseTokens tokens;

    GrantedTokens(LeaseTokens tokens) {
        this.tokens = tokens;
    }

    /** What the claimer of {@code task}, kept in {@code entry}, gets at {@code now}: the token of the attempt that it is in. */
    ClaimedTask grant(TaskEntry entry, Task task, Instant now) {
        LeaseToken token = tokens.mint(task.id(), task.state().attempts().number());
        entry.token = token;
        Instant end = task.state().lease().orElseThrow().expiresAt();
        return new ClaimedTask(task, token, Duration.between(now, end));
    }

    /** Whether {@code command} shows a token that was never made for its task, which is kept in {@code entry}. */
    boolean isForged(@Nullable TaskEntry entry, TaskCommand command) {
        LeaseToken shown = command.holder().token().orElse(null);
        if (entry == null || shown == null) {
            return false;
        }
        LeaseToken known = entry.token;
        if (known == null || known.attempt() != shown.attempt()) {
            return !tokens.isGenuine(command.task(), shown);
        }
        return !LeaseTokens.haveSameCode(known, shown);
    }
}
