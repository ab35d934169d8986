package io.taskorchestrator.worker;

import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.HeartbeatReply;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one lease: renews it at a third of its length, takes along what the handler tells, and notices its end.
 *
 * <p>The lease is lost when the orchestrator says so, and also when its time has passed without a heartbeat that was
 * answered: then somebody else may have it. The time is counted from before each heartbeat, so it ends here no later than
 * there; only the first is counted from the answer to the claim, which may have waited.
 *
 * <p>At most one heartbeat is under way, so a checkpoint never overtakes a later one. A heartbeat that has no answer after
 * a third of the lease is given up, since it may be on a connection that is dead, and what it brought goes with the next:
 * there is time for one more. Of heartbeats, only one that was given up may still be carried out after a later one.
 *
 * <p>Thread model: safe for use by many threads. While the lock is held nothing is called but the timers.
 */
final class LeaseKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    /** The shortest time from one heartbeat to the next that only brings news. */
    private static final Duration PACE = Duration.ofSeconds(1);

    private final Upstream upstream;
    private final ClaimedTask claimed;
    private final Duration third;
    private final Consumer<StopReason> stop;

    private enum Phase {
        HELD,
        /** The task was cancelled; heartbeats would not renew the lease any more. */
        CANCELLED,
        /** The time is over, as far as we know. */
        EXPIRED,
        /** The orchestrator has said that the lease is not ours. */
        REFUSED,
        /** The end of the attempt has been told, or nobody cares any more. */
        DONE
    }

    /** Guards the fields below. */
    private final Object lock = new Object();

    private Phase phase = Phase.HELD;
    private Instant expiresAt;
    private Instant nextBeat;
    private Instant lastBeat;
    private int failures;
    private Timers.@Nullable Timer timer;
    private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);
    private Optional<Progress> progress = Optional.empty();
    private Optional<JsonText> checkpoint = Optional.empty();

    /**
     * Begins to count; {@link #start} begins to renew.
     *
     * @param stop is told why the handler shall stop
     */
    LeaseKeeper(Upstream upstream, ClaimedTask claimed, Duration length, Consumer<StopReason> stop) {
        this.upstream = upstream;
        this.claimed = claimed;
        this.third = length.dividedBy(3);
        this.stop = stop;
        Instant now = upstream.now();
        expiresAt = now.plus(claimed.expiresIn());
        nextBeat = now.plus(third);
        lastBeat = now.minus(PACE);
    }

    void start() {
        synchronized (lock) {
            plan();
        }
    }

    /** Takes {@code news} along with the next heartbeat, soon. */
    void tell(Progress news) {
        synchronized (lock) {
            progress = Optional.of(news);
            hurry();
        }
    }

    /** Takes {@code news} along with the next heartbeat, soon. */
    void tell(JsonText news) {
        synchronized (lock) {
            checkpoint = Optional.of(news);
            hurry();
        }
    }

    private void hurry() {
        Instant soon = lastBeat.plus(PACE);
        if (soon.isBefore(nextBeat)) {
            nextBeat = soon;
        }
        plan();
    }

    /** Whether the lease has ended, as far as we know. */
    boolean isOver() {
        synchronized (lock) {
            return phase == Phase.EXPIRED
                    || phase == Phase.REFUSED
                    || !upstream.now().isBefore(expiresAt);
        }
    }

    /** Whether the orchestrator has said that the lease is not ours. */
    boolean isRefused() {
        synchronized (lock) {
            return phase == Phase.REFUSED;
        }
    }

    /** Sends no more. */
    void end() {
        synchronized (lock) {
            phase = Phase.DONE;
            if (timer != null) {
                timer.cancel();
            }
        }
    }

    /** Sends a checkpoint that is not yet sent; completes when that is done or was tried. */
    CompletableFuture<Void> flush() {
        CompletableFuture<Void> before;
        synchronized (lock) {
            before = underWay;
        }
        return before.thenCompose(done -> {
            Heartbeat heartbeat;
            synchronized (lock) {
                if (checkpoint.isEmpty() || phase != Phase.HELD || !underWay.isDone()) {
                    return underWay;
                }
                heartbeat = take(upstream.now());
            }
            return send(heartbeat);
        });
    }

    /** Does what is due: the lease has ended, or a heartbeat is to be sent. */
    private void step() {
        Optional<Heartbeat> heartbeat = Optional.empty();
        boolean over = false;
        synchronized (lock) {
            if (phase != Phase.HELD && phase != Phase.CANCELLED) {
                return;
            }
            Instant now = upstream.now();
            if (!now.isBefore(expiresAt)) {
                phase = Phase.EXPIRED;
                over = true;
            } else if (beats() && !now.isBefore(nextBeat)) {
                heartbeat = Optional.of(take(now));
            } else {
                plan();
            }
        }
        if (heartbeat.isPresent()) {
            send(heartbeat.get());
        } else if (over) {
            LOG.info("The lease of task {} has run out", claimed.id());
            stop.accept(StopReason.LEASE_LOST);
        }
    }

    /** Whether a heartbeat may be sent. */
    private boolean beats() {
        return phase == Phase.HELD && underWay.isDone();
    }

    /** Has {@link #step} called when something is due; to be called with the lock held. */
    private void plan() {
        if (timer != null) {
            timer.cancel();
        }
        if (phase == Phase.HELD || phase == Phase.CANCELLED) {
            Instant due = beats() && nextBeat.isBefore(expiresAt) ? nextBeat : expiresAt;
            timer = upstream.timers().at(due, this::step);
        }
    }

    /** The heartbeat to send now, with all news; to be called with the lock held. */
    private Heartbeat take(Instant now) {
        Heartbeat heartbeat = Heartbeat.of(claimed.id(), claimed.token());
        if (progress.isPresent()) {
            heartbeat = heartbeat.progress(progress.get());
        }
        if (checkpoint.isPresent()) {
            heartbeat = heartbeat.checkpoint(checkpoint.get());
        }
        progress = Optional.empty();
        checkpoint = Optional.empty();
        lastBeat = now;
        underWay = new CompletableFuture<>();
        plan();
        return heartbeat;
    }

    /** Sends a heartbeat that was taken; completes, never exceptionally, when it has been answered or given up. */
    private CompletableFuture<Void> send(Heartbeat heartbeat) {
        CompletableFuture<Void> sent;
        synchronized (lock) {
            sent = underWay;
        }
        CompletableFuture<HeartbeatReply> call = upstream.call(orchestrator -> orchestrator.heartbeat(heartbeat));
        Timers.Timer patience = upstream.timers().at(upstream.now().plus(third), () -> call.cancel(true));
        call.whenComplete((reply, error) -> {
            patience.cancel();
            Optional<StopReason> reason = error == null ? renewed(reply) : failed(heartbeat, Upstream.cause(error));
            sent.complete(null);
            synchronized (lock) {
                plan();
            }
            reason.ifPresent(stop);
        });
        return sent;
    }

    private Optional<StopReason> renewed(HeartbeatReply reply) {
        synchronized (lock) {
            failures = 0;
            if (phase != Phase.HELD) {
                return Optional.empty();
            }
            expiresAt = lastBeat.plus(reply.expiresIn());
            boolean news = progress.isPresent() || checkpoint.isPresent();
            nextBeat = lastBeat.plus(news && PACE.compareTo(third) < 0 ? PACE : third);
            if (!reply.cancelRequested()) {
                return Optional.empty();
            }
            phase = Phase.CANCELLED;
        }
        LOG.info("Task {} was cancelled", claimed.id());
        return Optional.of(StopReason.CANCELLED);
    }

    private Optional<StopReason> failed(Heartbeat heartbeat, Throwable error) {
        synchronized (lock) {
            if (phase != Phase.HELD) {
                return Optional.empty();
            }
            if (error instanceof InvalidInputException && hasNews(heartbeat)) {
                nextBeat = upstream.now();
            } else if (Upstream.isRefusal(error)) {
                phase = Phase.REFUSED;
            } else {
                failures++;
                Instant retry = upstream.retryAt(failures);
                Instant latest = upstream.now().plus(third);
                nextBeat = retry.isBefore(latest) ? retry : latest;
                progress = progress.or(heartbeat::progress);
                checkpoint = checkpoint.or(heartbeat::checkpoint);
            }
        }
        if (error instanceof InvalidInputException && hasNews(heartbeat)) {
            LOG.warn("What the handler of task {} tells cannot be stored: {}", claimed.id(), error.getMessage());
            return Optional.empty();
        }
        if (Upstream.isRefusal(error)) {
            LOG.info("The lease of task {} is lost: {}", claimed.id(), error.getMessage());
            return Optional.of(StopReason.LEASE_LOST);
        }
        String why = error instanceof CancellationException ? "no answer within " + third : error.toString();
        LOG.warn("Could not renew the lease of task {}; trying again: {}", claimed.id(), why);
        return Optional.empty();
    }

    private static boolean hasNews(Heartbeat heartbeat) {
        return heartbeat.progress().isPresent() || heartbeat.checkpoint().isPresent();
    }
}
