package io.taskorchestrator.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An executor by which everything is done: what the one behind it does not take – it is shut down, or there is no thread to be
 * had – is done by the calling thread. Somebody waits for it, and nobody else would do it.
 *
 * <p>Thread model: that of the executor behind it.
 *
 * @param executor does what it takes
 */
record SureExecutor(Executor executor) implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(SureExecutor.class);

    @Override
    public void execute(Runnable work) {
        try {
            executor.execute(work);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            LOG.warn("The executor takes no work; the calling thread does it", e);
            work.run();
        }
    }
}
