package io.taskorchestrator.client;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** Where a server is: the part of every address that comes before {@code /api/v1}. Holds no secret. */
final class Address {

    private static final Set<String> SCHEMES = Set.of("http", "https");

    private final String base;

    private Address(String base) {
        this.base = base;
    }

    /**
     * Checks an address.
     *
     * @throws IllegalArgumentException if it is no address of an HTTP server, or says more than that. The message shows
     *     nothing but the scheme, since what is wrong may be a password.
     */
    static Address of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme)) {
            throw new IllegalArgumentException(
                    "The server's URI must begin with http:// or https://, but has the scheme '" + scheme + "'");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("The server's URI must not have a user or a password; use apiKey");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("The server's URI must have a host, such as http://localhost:8080");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("The server's URI must end with its path: no query, no fragment");
        }
        String path = uri.normalize().getRawPath();
        String prefix = path == null ? "" : path.replaceAll("/+$", "");
        return new Address(scheme + "://" + uri.getRawAuthority() + prefix);
    }

    /** The address of {@code target}, a path with its query. */
    URI resolve(String target) {
        return URI.create(base + target);
    }

    @Override
    public String toString() {
        return base;
    }
}
