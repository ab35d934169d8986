package io.taskorchestrator.jdbc;

import java.sql.SQLException;

/**
 * Tells whom it may concern that a directory is held by one less: shared and exclusive tasks in it, above it and below it, of
 * any queue, may have become ready. It costs a few index seeks for each queue, and nothing while nobody listens.
 */
final class FreedDirectories {

    private static final String NEXT_QUEUE =
            "SELECT queue FROM task WHERE queue_state = 1 AND queue > ? ORDER BY queue LIMIT 1";
    private static final String HAS_RESTRICTED =
            "SELECT 1 FROM task WHERE queue_state = 1 AND queue = ? AND access > 0 LIMIT 1";
    private static final String HAS_RESTRICTED_IN =
            "SELECT 1 FROM task WHERE queue_state = 1 AND queue = ? AND directory = ? AND access > 0 LIMIT 1";

    private FreedDirectories() {}

    static void tell(Tx tx, String directory) throws SQLException {
        if (!tx.givesHints()) {
            return;
        }
        for (Holds.Reservation reservation : tx.holds().reservations()) {
            tx.ready(reservation.spot().queue(), reservation.spot().directory(), false);
        }
        Session session = tx.session();
        String queue = session.first(NEXT_QUEUE, Columns::text, "");
        while (queue != null) {
            if (session.exists(HAS_RESTRICTED, queue)) {
                tx.ready(queue, directory, true);
                for (String above : Paths.above(directory)) {
                    if (session.exists(HAS_RESTRICTED_IN, queue, above)) {
                        tx.ready(queue, above, false);
                    }
                }
            }
            queue = session.first(NEXT_QUEUE, Columns::text, queue);
        }
    }
}
