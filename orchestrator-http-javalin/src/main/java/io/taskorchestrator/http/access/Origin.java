package io.taskorchestrator.http.access;

import java.util.Locale;
import java.util.Optional;

/**
 * Where a web page comes from (RFC 6454).
 *
 * @param scheme {@code http} or {@code https}
 * @param authority its host, and its port if that is not the scheme's own
 */
record Origin(String scheme, Authority authority) {

    /** Reads the text; empty if it is no origin of a page: {@code null}, {@code *}, with a path or of another scheme. */
    static Optional<Origin> parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (String scheme : new String[] {"http", "https"}) {
            if (lower.startsWith(scheme + "://")) {
                return Authority.parse(lower.substring(scheme.length() + 3)).map(authority -> of(scheme, authority));
            }
        }
        return Optional.empty();
    }

    /** The origin of what is served under {@code authority}. */
    static Origin of(String scheme, Authority authority) {
        return new Origin(scheme, authority.without(scheme.equals("http") ? 80 : 443));
    }

    String text() {
        return scheme + "://" + authority.text();
    }
}
