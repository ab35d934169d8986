package io.taskorchestrator.client;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The line to one server: what all calls share.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class Line {

    private final Transport transport;
    private final Timing timing;
    private final Clocks clocks;
    private final Dice dice;
    private final Backoff backoff;
    private final Pauses pauses;
    private final Set<Call<?>> open = ConcurrentHashMap.newKeySet();

    /**
     * The times.
     *
     * @param steady for deadlines and waits: only differences count
     * @param wall for what is compared with a date that the server names
     */
    record Clocks(InstantSource steady, InstantSource wall) {}

    Line(Transport transport, Timing timing, Clocks clocks, Dice dice, Pauses pauses) {
        this.transport = transport;
        this.timing = timing;
        this.clocks = clocks;
        this.dice = dice;
        this.backoff = new Backoff(dice);
        this.pauses = pauses;
    }

    /** Asks, until there is an answer or the time for it is over. */
    <T> CompletableFuture<T> ask(Question<T> question) {
        Call<T> call = new Call<>(this, question);
        open.add(call);
        CompletableFuture<T> answer = call.start();
        answer.whenComplete((value, error) -> open.remove(call));
        if (transport.isClosed()) {
            call.close();
        }
        return answer;
    }

    Transport transport() {
        return transport;
    }

    Timing timing() {
        return timing;
    }

    /** The time for deadlines and waits: only differences count. */
    Instant now() {
        return clocks.steady().instant();
    }

    /** The time of day. */
    Instant wallTime() {
        return clocks.wall().instant();
    }

    Dice dice() {
        return dice;
    }

    Backoff backoff() {
        return backoff;
    }

    Pauses pauses() {
        return pauses;
    }

    /** Ends all calls, now and from now on. */
    void close() {
        transport.close();
        open.forEach(Call::close);
    }
}
