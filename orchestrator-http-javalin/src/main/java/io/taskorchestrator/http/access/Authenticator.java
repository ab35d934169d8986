package io.taskorchestrator.http.access;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out who makes a call, from its {@code Authorization} header.
 *
 * <p>Thread model: immutable.
 */
public final class Authenticator {

    /** What {@code WWW-Authenticate} says to a client that is not known (RFC 6750). */
    public static final String CHALLENGE = "Bearer";

    private static final Pattern BEARER = Pattern.compile(" *Bearer +([!-~]+) *", Pattern.CASE_INSENSITIVE);

    private final ApiKeys keys;

    /** Creates an authenticator that knows {@code keys}. */
    public Authenticator(ApiKeys keys) {
        this.keys = keys;
    }

    /**
     * Whose key the header carries: {@code Bearer <key>}, the scheme in any case. Without configured keys everybody is
     * {@link Identity#ANONYMOUS}, whatever the header says.
     *
     * @param authorization the header; empty if there is none
     * @return empty if there is no key in it, or none of ours: the call is not authorised
     */
    public Optional<Identity> authenticate(Optional<String> authorization) {
        if (keys.isEmpty()) {
            return Optional.of(Identity.ANONYMOUS);
        }
        return authorization
                .map(BEARER::matcher)
                .filter(Matcher::matches)
                .flatMap(bearer -> keys.find(bearer.group(1)))
                .map(ApiKey::identity);
    }
}
