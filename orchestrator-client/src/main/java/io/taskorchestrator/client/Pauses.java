package io.taskorchestrator.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Waits for a time to pass, without a thread. */
@FunctionalInterface
interface Pauses {

    /** Real time. The stages complete on a thread of the JDK's that must not be kept. */
    Pauses REAL = time -> new CompletableFuture<Void>().completeOnTimeout(null, time.toNanos(), TimeUnit.NANOSECONDS);

    /** Completes when {@code time} has passed; cancelling it frees what it takes. */
    CompletableFuture<Void> after(Duration time);
}
