package io.taskorchestrator.memory;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.Micros;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.Routing;
import io.taskorchestrator.task.WorkDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When somebody last asked for tasks of which queue and directories, so that a task for which nobody asks can say so.
 * A mark is written at most every 10 seconds; the least recently written ones beyond a bound are dropped.
 *
 * <p>Thread model: guarded by the store's lock.
 */
final class WorkersSeen {

    private static final long WRITE_EVERY_MICROS = Micros.of(Duration.ofSeconds(10));
    private static final int MOST_SCOPES = 10_000;

    private final Map<Claim.Scope, Long> lastAsked = new LinkedHashMap<>();

    /** The mark that was looked at last, since claims of one worker follow each other. */
    private Claim.@Nullable Scope latest;

    private long latestAt;

    /** Somebody asks for tasks of this scope. */
    void mark(Claim.Scope scope, Instant now) {
        long time = Micros.of(now);
        if (scope.equals(latest) && Math.abs(time - latestAt) < WRITE_EVERY_MICROS) {
            return;
        }
        latest = scope;
        Long last = lastAsked.get(scope);
        if (last != null && Math.abs(time - last) < WRITE_EVERY_MICROS) {
            latestAt = last;
            return;
        }
        latestAt = time;
        lastAsked.remove(scope);
        lastAsked.put(scope, time);
        if (lastAsked.size() > MOST_SCOPES) {
            lastAsked.remove(lastAsked.keySet().iterator().next());
        }
    }

    /** When somebody last asked for tasks like this, up to 10 seconds earlier than it was; empty if nobody ever did. */
    Optional<Instant> lastAsked(Routing routing) {
        Optional<Long> latest = asked(routing, DirectoryScope.exactly(routing.directory()));
        Optional<WorkDirectory> at = Optional.of(routing.directory());
        while (at.isPresent()) {
            Optional<Long> here = asked(routing, DirectoryScope.below(at.get()));
            latest = latest.isEmpty() || (here.isPresent() && here.get() > latest.get()) ? here : latest;
            at = at.get().parent();
        }
        return latest.map(Micros::instant);
    }

    private Optional<Long> asked(Routing routing, DirectoryScope directories) {
        return Optional.ofNullable(lastAsked.get(new Claim.Scope(routing.queue(), directories)));
    }
}
