package io.taskorchestrator.jdbc;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells whom it may concern that directories are held by one less: shared and exclusive tasks in them, above them and below them,
 * of any queue, may have become ready. It costs a few index seeks for each queue in which there are such tasks.
 *
 * <p>A transaction does so once, for all that it has freed, and before the commit: what is sent with that should be the same text
 * each time, since its plan is kept by the text.
 */
final class FreedDirectories {

    /** The queues in which shared and exclusive tasks are ready, by jumping from one to the next in the index. */
    static final String QUEUES = """
            WITH RECURSIVE restricted (queue) AS (
                SELECT (SELECT queue FROM ready WHERE access > 0 AND queue > '' ORDER BY queue LIMIT 1)
                UNION ALL
                SELECT (SELECT t.queue FROM ready t WHERE t.access > 0 AND t.queue > r.queue
                    ORDER BY t.queue LIMIT 1)
                FROM restricted r WHERE r.queue IS NOT NULL)
            SELECT r.queue FROM restricted r WHERE r.queue IS NOT NULL""";

    /** The same, in one directory. */
    static final String QUEUES_IN = QUEUES + """

                AND (SELECT 1 FROM ready t WHERE t.access > 0 AND t.queue = r.queue AND t.directory = ?
                    LIMIT 1) IS NOT NULL""";

    /** So many directories are asked for in one journey, lest there be a text for each number of them. */
    private static final int TOGETHER = 16;

    private FreedDirectories() {}

    static void tell(Tx tx, Collection<String> directories) throws SQLException {
        if (directories.isEmpty()) {
            return;
        }
        Session session = tx.session();
        List<String> queues = session.list(QUEUES, Columns::text);
        if (queues.isEmpty()) {
            return;
        }
        Set<String> above = new TreeSet<>();
        for (String directory : directories) {
            queues.forEach(queue -> tx.ready(queue, directory, true));
            above.addAll(Paths.above(directory));
        }
        int asked = 0;
        for (String directory : above) {
            session.ask(
                    QUEUES_IN,
                    row -> {
                        tx.ready(row.text(), directory, false);
                        return true;
                    },
                    directory);
            if (++asked % TOGETHER == 0) {
                session.flush();
            }
        }
        session.flush();
    }
}
