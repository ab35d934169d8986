package io.taskorchestrator.http.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** What counts as one address: an IPv4 address, or the first 64 bits of an IPv6 one. */
final class AddressGroup {

    /** Nothing but a literal, so that no name is ever looked up. */
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F:.]+");

    private static final int PREFIX_BYTES = 8;
    private static final int LONGEST = 64;

    private AddressGroup() {}

    /** The group of an address as the server names it: with or without brackets, with or without a zone. */
    static String of(String address) {
        String bare = withoutZone(
                address.startsWith("[") && address.endsWith("]")
                        ? address.substring(1, address.length() - 1)
                        : address);
        if (!IPV6.matcher(bare).matches()) {
            return shortened(bare);
        }
        try {
            // An IPv4 address in IPv6 notation comes out as what it is.
            InetAddress parsed = InetAddress.getAllByName(bare)[0];
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(parsed.getAddress(), 0, PREFIX_BYTES) + "::/64"
                    : parsed.getHostAddress();
        } catch (UnknownHostException e) {
            return shortened(bare);
        }
    }

    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
