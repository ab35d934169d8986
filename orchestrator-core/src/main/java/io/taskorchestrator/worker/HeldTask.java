package io.taskorchestrator.worker;

import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.Progress;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskLimits;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskText;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task that this worker has claimed, and the thread that works on it.
 *
 * <p>Thread model: safe for use by many threads. The handler's thread is interrupted only while the handler runs.
 */
final class HeldTask implements TaskContext {

    private static final Logger LOG = LoggerFactory.getLogger(HeldTask.class);

    private final ClaimedTask claimed;
    private final Upstream upstream;
    private final LeaseKeeper lease;
    private final Instant claimedAt;

    /** Guards the fields below. */
    private final Object lock = new Object();

    private @Nullable Thread thread;
    private Optional<StopReason> stopReason = Optional.empty();

    HeldTask(Upstream upstream, ClaimedTask claimed, Duration leaseLength) {
        this.claimed = claimed;
        this.upstream = upstream;
        this.claimedAt = upstream.now();
        this.lease = new LeaseKeeper(upstream, claimed, leaseLength, this::stop);
    }

    TaskId id() {
        return claimed.id();
    }

    LeaseToken token() {
        return claimed.token();
    }

    LeaseKeeper lease() {
        return lease;
    }

    /** Lets the handler work on the calling thread, unless it shall stop already. */
    Ending run(TaskHandler handler) {
        synchronized (lock) {
            if (stopReason.isPresent()) {
                return new Ending.NotBegun(Duration.ZERO);
            }
            thread = Thread.currentThread();
        }
        try {
            return new Ending.Succeeded(timed(Objects.requireNonNull(
                    handler.handle(this), "The handler must return a result, but returned null")));
        } catch (Exception | Error e) {
            if (stopReason().isPresent() || e instanceof TaskFailedException) {
                LOG.info("The handler of task {} has ended: {}", claimed.id(), e.toString());
            } else {
                LOG.warn("The handler of task {} failed", claimed.id(), e);
            }
            return Ending.Failed.by(e);
        } finally {
            synchronized (lock) {
                thread = null;
            }
            // An interruption that came at the last moment is not for the calls that tell the end.
            Thread.interrupted();
        }
    }

    /** The result, with the time it took if the handler has not said. */
    private TaskResult timed(TaskResult result) {
        if (result.duration().isPresent()) {
            return result;
        }
        Duration took = Duration.between(claimedAt, upstream.now());
        return took.isNegative()
                ? result
                : new TaskResult(result.status(), result.output(), Optional.of(took), result.details());
    }

    /** Interrupts the handler, if it runs, or keeps it from beginning. */
    void stop(StopReason reason) {
        synchronized (lock) {
            if (stopReason.isEmpty() || stopReason.get().compareTo(reason) < 0) {
                stopReason = Optional.of(reason);
            }
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    @Override
    public Task task() {
        return claimed.task();
    }

    @Override
    public void progress(int percent, String message) {
        tell(Optional.of(percent), message);
    }

    @Override
    public void progress(String message) {
        tell(Optional.empty(), message);
    }

    private void tell(Optional<Integer> percent, String message) {
        String shortened = TaskText.shortened(message, TaskLimits.PROGRESS_LENGTH);
        lease.tell(new Progress(percent, Optional.of(shortened), upstream.now()));
    }

    @Override
    public void saveCheckpoint(JsonText checkpoint) {
        lease.tell(checkpoint.requireBytes("checkpoint", TaskLimits.JSON_BYTES));
    }

    @Override
    public Optional<StopReason> stopReason() {
        synchronized (lock) {
            return stopReason;
        }
    }
}
