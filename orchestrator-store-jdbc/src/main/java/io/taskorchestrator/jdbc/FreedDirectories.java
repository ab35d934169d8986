package io.taskorchestrator.jdbc;

import java.sql.SQLException;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells whom it may concern that directories are held by one less: shared and exclusive tasks in them, above them and below them,
 * of any queue, may have become ready. It costs a few index seeks for each queue in which there are such tasks, and no journey
 * of its own: what is asked here travels with the commit.
 */
final class FreedDirectories {

    /** The queues in which shared and exclusive tasks are ready, by jumping from one to the next in the index. */
    static final String QUEUES = """
            WITH RECURSIVE restricted (queue) AS (
                SELECT (SELECT queue FROM task WHERE queue_state = 1 AND access > 0 AND queue > '' ORDER BY queue LIMIT 1)
                UNION ALL
                SELECT (SELECT t.queue FROM task t WHERE t.queue_state = 1 AND t.access > 0 AND t.queue > r.queue
                    ORDER BY t.queue LIMIT 1)
                FROM restricted r WHERE r.queue IS NOT NULL)
            SELECT r.queue FROM restricted r WHERE r.queue IS NOT NULL""";

    /** The same, in one directory. */
    static final String QUEUES_IN = QUEUES + """

                AND (SELECT 1 FROM task t WHERE t.queue_state = 1 AND t.access > 0 AND t.queue = r.queue AND t.directory = ?
                    LIMIT 1) IS NOT NULL""";

    private FreedDirectories() {}

    /** Asks for what there is to tell, with what the session sends next. */
    static void tell(Tx tx, Collection<String> directories) throws SQLException {
        if (directories.isEmpty()) {
            return;
        }
        Session session = tx.session();
        session.ask(QUEUES, row -> {
            String queue = row.text();
            directories.forEach(directory -> tx.ready(queue, directory, true));
            return true;
        });
        Set<String> above = new TreeSet<>();
        directories.forEach(directory -> above.addAll(Paths.above(directory)));
        for (String directory : above) {
            session.ask(
                    QUEUES_IN,
                    row -> {
                        tx.ready(row.text(), directory, false);
                        return true;
                    },
                    directory);
        }
    }
}
