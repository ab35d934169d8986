package io.taskorchestrator.standalone;

import io.taskorchestrator.http.RequestObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line at DEBUG for each request: what was called, by whom, and how it ended. Neither path nor query are in it,
 * only the route: they may hold anything.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class AccessLog implements RequestObserver {

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

    @Override
    public void answered(Answered answered) {
        LOG.atDebug()
                .addKeyValue("request_id", answered.requestId())
                .addKeyValue("caller", answered.caller())
                .addKeyValue("method", answered.method())
                .addKeyValue("route", answered.route())
                .addKeyValue("status", answered.status())
                .addKeyValue("duration_ms", answered.duration().toNanos() / 1e6)
                .log("Request");
    }
}
