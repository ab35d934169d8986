package io.taskorchestrator.http.parking;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Ends the watch of a request before the server itself reads or answers, whoever made it do so: a time-out, an error page,
 * or a handler that forgot to. So the connection is never used by two.
 */
final class UnwatchingStream extends HttpStream.Wrapper {

    private final PeerWatch watch;

    UnwatchingStream(HttpStream stream, PeerWatch watch) {
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
        watch.stop();
        super.send(request, response, last, content, callback);
    }

    @Override
    public void succeeded() {
        watch.stop();
        super.succeeded();
    }

    @Override
    public void failed(Throwable cause) {
        watch.stop();
        super.failed(cause);
    }
}
