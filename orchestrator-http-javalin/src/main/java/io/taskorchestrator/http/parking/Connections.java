package io.taskorchestrator.http.parking;

import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;

/** Closes connections of a server. */
public final class Connections {

    private Connections() {}

    /** Closes those that {@code connector} has now, whatever they are at. */
    public static void closeAll(Connector connector) {
        connector.getConnectedEndPoints().forEach(EndPoint::close);
    }

    /**
     * Closes those that {@code connector} has now whose clients have taken nothing of an answer for {@code time}, though there is
     * more of it. Whoever writes it fails.
     *
     * @return how many
     */
    public static int closeUnread(Connector connector, Duration time) {
        List<EndPoint> unread = connector.getConnectedEndPoints().stream()
                .filter(endPoint -> isUnread(endPoint, time))
                .toList();
        unread.forEach(EndPoint::close);
        return unread.size();
    }

    /** While something is written nothing is read, so only what the client takes keeps the connection from being idle. */
    private static boolean isUnread(EndPoint endPoint, Duration time) {
        return endPoint instanceof AbstractEndPoint known
                && known.getWriteFlusher().isPending()
                && known.getIdleFor() >= time.toMillis();
    }
}
