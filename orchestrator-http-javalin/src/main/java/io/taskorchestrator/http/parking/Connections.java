package io.taskorchestrator.http.parking;

import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;

/** The connections of a server that stops. */
public final class Connections {

    private Connections() {}

    /** Closes those that {@code connector} has now, whatever they are at. */
    public static void closeAll(Connector connector) {
        connector.getConnectedEndPoints().forEach(EndPoint::close);
    }
}
