package io.taskorchestrator.standalone;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * Where the server listens.
 *
 * @param host the address or name to listen on
 * @param port the port; 0 for any free one
 * @param timeout how long one request may take, not counting what it asked to wait
 */
record Listening(String host, int port, Duration timeout) {

    /** Every address of the machine. */
    static final String EVERYWHERE = "0.0.0.0";

    /** Only the machine itself. */
    static final String LOOPBACK = "127.0.0.1";

    /** Whether only this machine can reach the host. Asks the name service if the host is a name. */
    boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** The host with a port, as a URL. */
    String address(int realPort) {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + realPort;
    }
}
