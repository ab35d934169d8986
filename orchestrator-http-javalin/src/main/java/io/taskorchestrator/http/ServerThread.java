package io.taskorchestrator.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on with a request that held no thread. The server may end the request by itself, such as for a broken connection,
 * and then forgets what was to be done for it: so it is also said what is to be done instead. Exactly one of the two is.
 */
final class ServerThread {

    private static final Logger LOG = LoggerFactory.getLogger(ServerThread.class);

    private ServerThread() {}

    /**
     * Does {@code work} on a thread of the server's, or {@code otherwise} if the request is over before that; this must not
     * touch the request.
     */
    static void run(AsyncContext async, Runnable work, Runnable otherwise) {
        AtomicBoolean done = new AtomicBoolean();
        Runnable instead = () -> {
            if (done.compareAndSet(false, true)) {
                otherwise.run();
            }
        };
        Runnable once = () -> {
            if (done.compareAndSet(false, true)) {
                work.run();
            }
        };
        try {
            async.addListener(new WhenOver(instead));
            async.start(once);
        } catch (RejectedExecutionException e) {
            LOG.debug("The server has no thread for an answer any more", e);
            once.run();
        } catch (IllegalStateException e) {
            LOG.debug("A request was over before its answer", e);
            instead.run();
        }
    }

    private record WhenOver(Runnable work) implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            work.run();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // There is no limit; and what is timed out is completed, too.
        }

        @Override
        public void onError(AsyncEvent event) {
            // What has failed is completed, too.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // Nobody starts it again.
        }
    }
}
