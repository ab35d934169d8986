package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.Lines.Candidate;
import io.taskorchestrator.task.DirectoryAccess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** The first of the tasks that were seen: of those that can start, and of those that a busy directory keeps from it. */
final class Firsts {

    private final BiPredicate<String, DirectoryAccess> isClosed;
    private @Nullable Candidate open;

    /** The first of each directory and access that were seen. */
    private final Map<Place, Candidate> busy = new HashMap<>();

    private record Place(String directory, DirectoryAccess access) {}

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
        Place place = new Place(spot.directory(), spot.directoryAccess());
        if (!isClosed.test(place.directory(), place.access())) {
            open = candidate.precedes(open) ? candidate : open;
        } else {
            busy.merge(place, candidate, (one, other) -> one.precedes(other) ? one : other);
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

    /** Those before it, in their order, that a busy directory keeps from starting: of each directory and access the first. */
    List<Candidate> busy() {
        return busy.values().stream()
                .filter(this::isAheadOfOpen)
                .sorted(Candidate.ORDER)
                .toList();
    }
}
