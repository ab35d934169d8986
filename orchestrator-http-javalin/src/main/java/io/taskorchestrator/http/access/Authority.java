package io.taskorchestrator.http.access;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and perhaps a port, as in a {@code Host} header or an origin.
 *
 * @param host lower case, without the final dot of a full name; an IPv6 address in brackets
 * @param port empty if there is none
 */
record Authority(String host, OptionalInt port) {

    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[0-9a-f:.]{2,45}]|[a-z0-9_-][a-z0-9._-]{0,254})(?::([0-9]{0,5}))?");
    /** No leading zeros, which some read as octal. */
    private static final Pattern LOOPBACK_4 =
            Pattern.compile("127(\\.(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9][0-9]|[0-9])){3}");

    /** Reads the text; empty if it is no host, or has anything around it, such as a user's name. */
    static Optional<Authority> parse(String text) {
        Matcher matcher = AUTHORITY.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String host = matcher.group(1);
        String port = matcher.group(2);
        return Optional.of(new Authority(
                host.endsWith(".") ? host.substring(0, host.length() - 1) : host,
                port == null || port.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(port))));
    }

    /**
     * Whether the host is this machine by its own name: {@code localhost}, an address of 127/8, {@code [::1]}. Only forms
     * that browsers send; every other name is one that somebody's name server may resolve as it likes.
     */
    boolean isLoopback() {
        return host.equals("localhost")
                || host.equals("[::1]")
                || host.equals("[0:0:0:0:0:0:0:1]")
                || LOOPBACK_4.matcher(host).matches();
    }

    /** This authority, without {@code port} if it is that. */
    Authority without(int defaultPort) {
        return port.equals(OptionalInt.of(defaultPort)) ? new Authority(host, OptionalInt.empty()) : this;
    }

    String text() {
        return port.isPresent() ? host + ":" + port.getAsInt() : host;
    }
}
