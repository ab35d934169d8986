package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.http.ApiClient.Said;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the server says of itself while its store is slow. */
class HealthTest {

    private static final String HEALTH = "/health";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

    @Test
    void whoAsksWhileTheStoreIsAskedGetsTheSameAnswer() {
        AtomicInteger requests = new AtomicInteger();
        HttpSettings counting = HttpSettings.builder()
                .requestIds(() -> "request-" + requests.incrementAndGet())
                .build();
        try (EmbeddedOrchestrator behind = EmbeddedOrchestrator.create()) {
            HeldOrchestrator held = new HeldOrchestrator(behind, "statistics");
            try (LiveServer live = LiveServer.of(held, counting)) {
                List<CompletableFuture<Said>> asked = Stream.of(HEALTH, HEALTH, HEALTH)
                        .map(path -> live.client.later("GET", path, null))
                        .toList();
                Eventually.holds("all have asked", () -> requests.get() == 3);
                held.letOut.complete(null);

                asked.forEach(said -> assertThat(said.join().status()).isEqualTo(200));
                assertThat(held.held).hasValue(1);
            }
        }
    }

    @Test
    void anAnswerIsFreshFromWhenItIsThereHoweverLongItTook() {
        HttpSettings settings = HttpSettings.builder().clock(now::get).build();
        try (EmbeddedOrchestrator behind = EmbeddedOrchestrator.create()) {
            HeldOrchestrator held = new HeldOrchestrator(behind, "statistics");
            try (LiveServer live = LiveServer.of(held, settings)) {
                CompletableFuture<Said> first = live.client.later("GET", HEALTH, null);
                Eventually.holds("the store is asked", () -> held.held.get() == 1);
                now.updateAndGet(instant -> instant.plusSeconds(3));
                held.letOut.complete(null);
                assertThat(first.join().status()).isEqualTo(200);

                assertThat(live.client.get(HEALTH).status()).isEqualTo(200);
                assertThat(held.held).hasValue(1);

                now.updateAndGet(instant -> instant.plusSeconds(1));
                assertThat(live.client.get(HEALTH).status()).isEqualTo(200);
                assertThat(held.held).hasValue(2);
            }
        }
    }

    @Test
    void aStoreThatKeepsWhoeverAsksItWaitingIsUnhealthy() {
        CountDownLatch release = new CountDownLatch(1);
        FailingOrchestrator stalled = new FailingOrchestrator(() -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new CompletableFuture<>();
        });
        HttpSettings patient =
                HttpSettings.builder().requestTimeout(Duration.ofMinutes(5)).build();
        try (LiveServer live = LiveServer.of(stalled, patient)) {
            assertThat(live.client.get(HEALTH).body().text("status")).isEqualTo("unhealthy");
            release.countDown();
        }
    }
}
