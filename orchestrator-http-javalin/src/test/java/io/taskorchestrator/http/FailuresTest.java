package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.http.ApiClient.Said;
import io.taskorchestrator.task.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a client gets when the orchestrator itself is in trouble. */
class FailuresTest {

    private static final String TASKS = ApiClient.TASKS;

    private static LiveServer failing(Supplier<CompletableFuture<?>> answer) {
        return LiveServer.of(
                new FailingOrchestrator(answer),
                HttpSettings.builder().requestTimeout(Duration.ofMillis(200)).build());
    }

    @Test
    void aStoreThatIsDownIsUnavailable() {
        try (LiveServer live = failing(() -> CompletableFuture.failedFuture(
                new CompletionException(new StoreUnavailableException("The disk is full"))))) {
            Said said = live.client.get(TASKS);

            assertThat(said.status()).isEqualTo(503);
            assertThat(said.error().text("code")).isEqualTo("SERVICE_UNAVAILABLE");
            assertThat(said.error().text("message")).isEqualTo("The disk is full");
            assertThat(said.header("Retry-After")).isEqualTo("1");
        }
    }

    @Test
    void whatADriverSaysIsNotForClients() {
        IllegalStateException driver = new IllegalStateException("no pg_hba.conf entry for user \"secret\"");
        try (LiveServer live = failing(() -> CompletableFuture.failedFuture(
                new StoreUnavailableException("The store cannot be read: " + driver.getMessage(), driver)))) {
            Said said = live.client.get(TASKS);

            assertThat(said.status()).isEqualTo(503);
            assertThat(said.error().text("message")).isEqualTo("The store is unavailable");
            assertThat(said.header("Retry-After")).isEqualTo("1");
        }
    }

    @Test
    void aStoreThatIsDownIsUnhealthyButAlive() {
        try (LiveServer live = failing(() -> CompletableFuture.failedFuture(new StoreUnavailableException("down")))) {
            Said health = live.client.get("/health");

            assertThat(health.status()).isEqualTo(503);
            assertThat(health.body().text("status")).isEqualTo("unhealthy");
            assertThat(health.body().at("components", "database", "healthy").value())
                    .isEqualTo(false);
            assertThat(health.body().at("metrics", "queue_size").isNull()).isTrue();
            assertThat(live.client.get("/health/ready").status()).isEqualTo(503);
            assertThat(live.client.get("/health/live").status()).isEqualTo(200);
        }
    }

    @Test
    void anUnknownFailureTellsNothingButWhereToLook() {
        try (LiveServer live = failing(() -> {
            throw new IllegalStateException("secret of the house");
        })) {
            Said said = live.client.get(TASKS, "X-Request-Id", "find-me");

            assertThat(said.status()).isEqualTo(500);
            assertThat(said.error().text("code")).isEqualTo("INTERNAL_ERROR");
            assertThat(said.error().text("details", "request_id")).isEqualTo("find-me");
            assertThat(said.response().body()).doesNotContain("secret", "Exception", "java");
        }
    }

    @Test
    void anErrorOfTheMachineIsAnsweredToo() {
        try (LiveServer live = failing(() -> {
            throw new StackOverflowError();
        })) {
            assertThat(live.client.get(TASKS).status()).isEqualTo(500);
            assertThat(live.client.get("/health/live").status()).isEqualTo(200);
        }
    }

    @Test
    void anAnswerThatNeverComesIsGivenUp() {
        try (LiveServer live = failing(CompletableFuture::new)) {
            Said said = live.client.get(TASKS);

            assertThat(said.status()).isEqualTo(503);
            assertThat(said.error().text("code")).isEqualTo("SERVICE_UNAVAILABLE");
        }
    }

    @Test
    void anObserverIsToldOfEveryAnswer() {
        List<RequestObserver.Answered> told = Collections.synchronizedList(new ArrayList<>());
        try (LiveServer live =
                LiveServer.start(HttpSettings.builder().observer(told::add).build())) {
            live.client.get(TASKS + "/550e8400-e29b-41d4-a716-446655440000", "X-Request-Id", "one");
            live.client.get("/nothing", "X-Request-Id", "two");
            Eventually.holds("both are told of", () -> told.size() == 2);
        }
        assertThat(told.get(0).route()).isEqualTo("/api/v1/tasks/{task_id}");
        assertThat(told.get(0).status()).isEqualTo(404);
        assertThat(told.get(0).method()).isEqualTo("GET");
        assertThat(told.get(0).requestId()).isEqualTo("one");
        assertThat(told.get(1).route()).isEqualTo("none");
    }

    @Test
    void anObserverThatThrowsHarmsNobody() {
        HttpSettings settings = HttpSettings.builder()
                .observer(answered -> {
                    throw new IllegalStateException("cannot see");
                })
                .build();
        try (LiveServer live = LiveServer.start(settings)) {
            assertThat(live.client.get(TASKS).status()).isEqualTo(200);
        }
    }
}
