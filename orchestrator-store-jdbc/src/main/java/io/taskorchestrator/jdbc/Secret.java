package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.LeaseTokens;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HexFormat;

/**
 * The secret of which lease tokens are made: drawn when a store is first opened, and kept in it. The only randomness that is
 * not injected, since it must never be predictable.
 */
final class Secret {

    private static final String READ = "SELECT value FROM meta WHERE name = 'secret'";
    private static final String WRITE = "INSERT INTO meta (name, value) VALUES ('secret', ?) ON CONFLICT DO NOTHING";
    private static final int BYTES = 32;

    private Secret() {}

    static LeaseTokens tokens(Session session) throws SQLException {
        String secret = session.first(READ, Columns::text);
        if (secret == null) {
            byte[] drawn = new byte[BYTES];
            new SecureRandom().nextBytes(drawn);
            session.update(WRITE, HexFormat.of().formatHex(drawn));
            secret = session.first(READ, Columns::text);
        }
        if (secret == null) {
            throw new SQLException("The store's secret was not kept");
        }
        return new LeaseTokens(HexFormat.of().parseHex(secret));
    }
}
