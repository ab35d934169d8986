package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.Lines.Candidate;
import io.taskorchestrator.task.DirectoryAccess;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** The first of the tasks that were seen: of those that can start, and of those that a busy directory keeps from it. */
final class Firsts {

    private final BiPredicate<String, DirectoryAccess> isClosed;
    private @Nullable Candidate open;
    private @Nullable Candidate busy;

    /**
     * Has seen nothing yet.
     *
     * @param isClosed whether no task of an access can start in a directory now
     */
    Firsts(BiPredicate<String, DirectoryAccess> isClosed) {
        this.isClosed = isClosed;
    }

    void see(Candidate candidate) {
        Spot spot = candidate.spot();
        if (!isClosed.test(spot.directory(), spot.directoryAccess())) {
            open = candidate.precedes(open) ? candidate : open;
        } else if (candidate.precedes(busy)) {
            busy = candidate;
        }
    }

    /** Whether no task that can start was seen before {@code candidate} in the order. */
    boolean isAheadOfOpen(Candidate candidate) {
        return candidate.precedes(open);
    }

    /** The first that can start; null if there is none. */
    @Nullable Candidate open() {
        return open;
    }

    /** The one that would be first if no directory were busy; null if that can start. */
    @Nullable Candidate busy() {
        return busy != null && isAheadOfOpen(busy) ? busy : null;
    }
}
