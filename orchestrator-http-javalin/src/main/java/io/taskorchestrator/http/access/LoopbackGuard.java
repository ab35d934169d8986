package io.taskorchestrator.http.access;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Keeps web pages away from an open server of this machine.
 *
 * <p>A server without keys trusts everybody who can reach it, and listens to this machine only. But a browser on this
 * machine sends it whatever any page asks for: with an {@code <img>} or a form, which do not ask whether they may, or after
 * the page's own name has been made to resolve to 127.0.0.1 (DNS rebinding), when the browser believes that page and server
 * are one. What tells on them is what the browser adds and no page can change: {@code Host}, {@code Origin} and
 * {@code Sec-Fetch-Site}.
 *
 * <p>Thread model: safe for use by many threads.
 */
public final class LoopbackGuard {

    private final boolean active;
    private final Set<String> trustedOrigins;

    /** The last that was this machine: nearly every request says the same one as the request before. */
    private volatile Host lastHost =
            new Host("localhost", Authority.parse("localhost").orElseThrow());

    /** A {@code Host} header as it was said and as it was read. */
    private record Host(String text, Authority authority) {}

    /** Creates the guard that {@code settings} ask for; with keys, or switched off, it lets everything pass. */
    public LoopbackGuard(AccessSettings settings) {
        this.active = settings.loopbackGuard() && settings.keys().isEmpty();
        this.trustedOrigins = settings.corsOrigins();
    }

    /**
     * Why a request is forbidden; empty if it is not.
     *
     * <p>The {@code Host} must be this machine by its own name: a request without one comes from no browser that we know
     * of, and is refused all the same. An {@code Origin} must be the server's own or a configured one; other ports of this
     * machine are foreign, {@code null} is. {@code Sec-Fetch-Site} must be absent, {@code none} or {@code same-origin}, unless
     * the origin is a configured one.
     *
     * @param header the request's first header of a name
     */
    public Optional<String> refusal(Function<String, Optional<String>> header) {
        if (!active) {
            return Optional.empty();
        }
        Optional<Authority> host = header.apply("Host").flatMap(this::ownHost);
        if (host.isEmpty()) {
            return Optional.of("Without API keys this server answers only to localhost, 127.0.0.1 and [::1]");
        }
        Optional<String> origin = header.apply("Origin").map(String::strip);
        boolean trusted = origin.flatMap(Origin::parse)
                .filter(from -> trustedOrigins.contains(from.text()))
                .isPresent();
        if (trusted) {
            return Optional.empty();
        }
        if (origin.isPresent() && !isOwn(origin.get(), host.get())) {
            return Optional.of("Without API keys this server does not answer to pages of other origins");
        }
        if (!header.apply("Sec-Fetch-Site").map(LoopbackGuard::isOwnSite).orElse(true)) {
            return Optional.of("Without API keys this server does not answer to pages of other sites");
        }
        return Optional.empty();
    }

    private Optional<Authority> ownHost(String text) {
        Host last = lastHost;
        if (text.equals(last.text())) {
            return Optional.of(last.authority());
        }
        Optional<Authority> own = Authority.parse(text.strip()).filter(Authority::isLoopback);
        own.ifPresent(authority -> lastHost = new Host(text, authority));
        return own;
    }

    private static boolean isOwn(String origin, Authority host) {
        return Origin.parse(origin)
                .filter(from -> from.equals(Origin.of(from.scheme(), host)))
                .isPresent();
    }

    private static boolean isOwnSite(String site) {
        String value = site.strip().toLowerCase(Locale.ROOT);
        return value.equals("none") || value.equals("same-origin");
    }
}
