package io.taskorchestrator.http.parking;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Ends the watch of a request before the server itself reads or answers, so that the connection is never used by two.
 *
 * <p>If it answers, or gives up, and the watch has not been ended for that, then it is not the answer that was waited for,
 * but a time-out, an error page, or the end of the server.
 */
final class UnwatchingStream extends HttpStream.Wrapper {

    private final JettyPeerWatch watch;

    UnwatchingStream(HttpStream stream, JettyPeerWatch watch) {
        super(stream);
        this.watch = watch;
    }

    @Override
    public Content.Chunk read() {
        watch.stop();
        return super.read();
    }

    @Override
    public void demand() {
        watch.stop();
        super.demand();
    }

    @Override
    public void send(
            MetaData.Request request,
            MetaData.@Nullable Response response,
            boolean last,
            @Nullable ByteBuffer content,
            Callback callback) {
        if (response == null || !HttpStatus.isInterim(response.getStatus())) {
            watch.supersede();
        }
        super.send(request, response, last, content, callback);
    }

    @Override
    public void succeeded() {
        watch.supersede();
        super.succeeded();
    }

    @Override
    public void failed(Throwable cause) {
        watch.supersede();
        super.failed(cause);
    }
}
