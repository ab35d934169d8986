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
    private final InstantSource clock;
    private final Dice dice;
    private final Backoff backoff;
    private final Pauses pauses;
    private final Set<Call<?>> open = ConcurrentHashMap.newKeySet();

    Line(Transport transport, Timing timing, InstantSource clock, Dice dice, Pauses pauses) {
        this.transport = transport;
        this.timing = timing;
        this.clock = clock;
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

    Instant now() {
        return clock.instant();
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
