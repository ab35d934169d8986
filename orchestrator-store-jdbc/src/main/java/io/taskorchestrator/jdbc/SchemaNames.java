package io.taskorchestrator.jdbc;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says in a statement in which schema our tables are. The other way, setting the search path, would change a connection that is
 * somebody else's, and makes the driver forget all statements that it has prepared.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class SchemaNames implements UnaryOperator<String> {

    private static final Pattern TABLE =
            Pattern.compile("\\b(FROM|JOIN|INTO|UPDATE)(\\s+)(task|task_body|task_now|ready"
                    + "|progress|checkpoint|lease|reservation|history|history_result|idempotency_key|worker_seen|counter"
                    + "|counter_sum|counter_delta|hourly|hourly_sum|hourly_delta|meta)\\b");
    private static final String SEQUENCE = "nextval('";

    /** Statements are few; those with many tasks left out are not kept for ever. */
    private static final int MOST_KEPT = 1_000;

    private final String prefix;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    SchemaNames(String schema) {
        this.prefix = '"' + schema + "\".";
    }

    @Override
    public String apply(String sql) {
        String named = known.get(sql);
        if (named == null) {
            named = TABLE.matcher(sql)
                    .replaceAll("$1$2" + Matcher.quoteReplacement(prefix) + "$3")
                    .replace(SEQUENCE, SEQUENCE + prefix);
            if (known.size() < MOST_KEPT) {
                known.put(sql, named);
            }
        }
        return named;
    }
}
