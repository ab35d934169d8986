package io.taskorchestrator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.client.ScriptedServer.Said;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.testkit.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a call is tried again, how soon, how often, and with what. */
class RepeatingTest {

    private static final Said NOTHING = Said.data("{\"tasks\":[],\"pagination\":{\"total\":0}}");
    private static final Said NO_TASKS = Said.data("{\"tasks\":[]}");

    private final RecordedPauses pauses = new RecordedPauses();

    private OrchestratorClient client(ScriptedServer server, double dice) {
        return OrchestratorClient.builder(server.uri())
                .clock(pauses.clock)
                .pauses(pauses)
                .requestTimeout(RecordedPauses.ALARM)
                .random(constant(dice))
                .build();
    }

    /** Dice that always show the same fraction. */
    private static RandomGenerator constant(double fraction) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return 42;
            }

            @Override
            public double nextDouble() {
                return fraction;
            }
        };
    }

    private static IntFunction<Said> first(int count, Said first, Said then) {
        return number -> number < count ? first : then;
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 502, 503, 504})
    void whatPassesIsTriedAgain(int status) {
        try (ScriptedServer server = new ScriptedServer(first(2, Said.error(status, "ANY"), NOTHING));
                OrchestratorClient client = client(server, 0.5)) {
            assertThat(client.list(TaskQuery.ALL).total()).isZero();
            assertThat(server.heard()).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 404, 418, 500, 501})
    void whatDoesNotPassIsNot(int status) {
        try (ScriptedServer server = new ScriptedServer(first(1, Said.error(status, "ANY"), NOTHING));
                OrchestratorClient client = client(server, 0.5)) {
            assertThatThrownBy(() -> client.list(TaskQuery.ALL))
                    .hasRootCauseInstanceOf(UnexpectedAnswerException.class);
            assertThat(server.heard()).hasSize(1);
        }
    }

    @Test
    void pausesGrowUpToABoundAndTheCallIsGivenUpInTime() {
        try (ScriptedServer server = new ScriptedServer(number -> Said.error(503, "SERVICE_UNAVAILABLE"));
                OrchestratorClient client = client(server, 1.0)) {
            assertThatThrownBy(() -> client.list(TaskQuery.ALL))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContainingAll("GET /api/v1/tasks", server.uri().toString(), "tries", "503");
            assertThat(pauses.taken)
                    .startsWith(
                            Duration.ofMillis(50),
                            Duration.ofMillis(100),
                            Duration.ofMillis(200),
                            Duration.ofMillis(400))
                    .endsWith(Duration.ofSeconds(5))
                    .isSorted();
            assertThat(pauses.taken.stream().reduce(Duration.ZERO, Duration::plus))
                    .isBetween(Duration.ofSeconds(55), Duration.ofSeconds(60));
        }
    }

    @Test
    void aPauseIsAnythingBetweenNothingAndItsBound() {
        try (ScriptedServer server = new ScriptedServer(first(3, Said.error(503, "ANY"), NOTHING));
                OrchestratorClient client = client(server, 0.25)) {
            client.list(TaskQuery.ALL);
            assertThat(pauses.taken)
                    .containsExactly(Duration.ofNanos(12_500_000), Duration.ofMillis(25), Duration.ofMillis(50));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "Thu, 01 Jan 2026 00:00:07 GMT"})
    void aServerThatAsksForPatienceGetsIt(String retryAfter) {
        Said busy = Said.error(429, "RATE_LIMITED").with("Retry-After", retryAfter);
        try (ScriptedServer server = new ScriptedServer(first(1, busy, NOTHING));
                OrchestratorClient client = client(server, 0.5)) {
            client.list(TaskQuery.ALL);
            assertThat(pauses.taken).containsExactly(Duration.ofSeconds(7));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1", "", "99999999999999999999", "Thu, 01 Jan 2020 00:00:00 GMT"})
    void whatMakesNoSenseAsATimeIsPassedOver(String retryAfter) {
        Said busy = Said.error(503, "ANY").with("Retry-After", retryAfter);
        try (ScriptedServer server = new ScriptedServer(first(1, busy, NOTHING));
                OrchestratorClient client = client(server, 0.0)) {
            client.list(TaskQuery.ALL);
            assertThat(pauses.taken).containsExactly(Duration.ZERO);
        }
    }

    @Test
    void whoWouldHaveToWaitTooLongGivesUpAtOnce() {
        Said busy = Said.error(503, "ANY").with("Retry-After", "61");
        try (ScriptedServer server = new ScriptedServer(number -> busy);
                OrchestratorClient client = client(server, 0.5)) {
            assertThatThrownBy(() -> client.list(TaskQuery.ALL)).isInstanceOf(StoreUnavailableException.class);
            assertThat(pauses.taken).isEmpty();
        }
    }

    @Test
    void withoutTimeForItNothingIsTriedAgain() {
        try (ScriptedServer server = new ScriptedServer(number -> Said.error(503, "ANY"));
                OrchestratorClient client = OrchestratorClient.builder(server.uri())
                        .retryFor(Duration.ZERO)
                        .build()) {
            assertThatThrownBy(() -> client.list(TaskQuery.ALL)).isInstanceOf(StoreUnavailableException.class);
            assertThat(server.heard()).hasSize(1);
        }
    }

    @Test
    void everyTryOfACreateHasTheSameKeyAndAnotherCallAnotherOne() {
        IntFunction<Said> script = number -> Said.error(number % 2 == 0 ? 503 : 409, "CONFLICT");
        try (ScriptedServer server = new ScriptedServer(script);
                OrchestratorClient client = OrchestratorClient.create(server.uri())) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(
                                () -> client.create(NewTask.builder("/p", "one").build()))
                        .isInstanceOf(ConflictException.class);
            }
            List<String> keys = server.heard().stream()
                    .map(each -> each.headers().get("Idempotency-key").get(0))
                    .toList();
            assertThat(keys.get(0)).isEqualTo(keys.get(1)).isNotEqualTo(keys.get(2));
            assertThat(keys.get(2)).isEqualTo(keys.get(3));
        }
    }

    @Test
    void aRefusalOfPaceIsNoDoubtSoWhatIsNotRepeatableIsTriedAgain() {
        Complete complete =
                new Complete(TaskId.of(new UUID(1, 2)), Holder.UNKNOWN, Optional.empty(), TaskResult.SUCCESS);
        try (ScriptedServer server =
                        new ScriptedServer(first(1, Said.error(429, "RATE_LIMITED"), Said.error(409, "CONFLICT")));
                OrchestratorClient client = client(server, 0.5)) {
            assertThatThrownBy(() -> client.complete(complete)).isInstanceOf(ConflictException.class);
            assertThat(server.heard()).hasSize(2);
        }
    }

    @Test
    void aLongWaitIsMadeOfSeveralRequestsWithOneIdAndNoPause() {
        IntFunction<Said> script = number -> {
            pauses.clock.advance(Duration.ofSeconds(number < 2 ? 25 : 10));
            return NO_TASKS;
        };
        try (ScriptedServer server = new ScriptedServer(script);
                OrchestratorClient client = client(server, 0.5)) {
            assertThat(client.claim(Claim.by("w").waiting(Duration.ofSeconds(60))))
                    .isEmpty();

            assertThat(server.heard())
                    .extracting(ScriptedServer.Heard::body)
                    .satisfiesExactly(
                            body -> assertThat(body)
                                    .contains("\"wait_seconds\":25", "\"claim_id\":\"00000000-0000-402a-8000"),
                            body -> assertThat(body)
                                    .contains("\"wait_seconds\":25", "\"claim_id\":\"00000000-0000-402a-8000"),
                            body -> assertThat(body)
                                    .contains("\"wait_seconds\":10", "\"claim_id\":\"00000000-0000-402a-8000"));
            assertThat(pauses.taken).isEmpty();
        }
    }

    @Test
    void timeThatWasSpentWaitingDoesNotCountAsTrying() {
        IntFunction<Said> script = number -> {
            pauses.clock.advance(Duration.ofSeconds(number == 0 ? 59 : 1));
            return number == 0 ? Said.error(504, "ANY") : NO_TASKS;
        };
        try (ScriptedServer server = new ScriptedServer(script);
                OrchestratorClient client = client(server, 1.0)) {
            assertThat(client.claim(Claim.by("w").waiting(Duration.ofSeconds(60))))
                    .isEmpty();
            assertThat(server.heard()).hasSize(2);
        }
    }

    @Test
    void aWaitIsNoLongerWhenTheSystemsClockIsPutBack() {
        SettableClock wall = new SettableClock(pauses.clock.instant());
        IntFunction<Said> script = number -> {
            pauses.clock.advance(Duration.ofSeconds(25));
            wall.advance(Duration.ofHours(number < 2 ? -1 : 10));
            return NO_TASKS;
        };
        try (ScriptedServer server = new ScriptedServer(script)) {
            OrchestratorClient.Builder builder =
                    OrchestratorClient.builder(server.uri()).pauses(pauses).requestTimeout(RecordedPauses.ALARM);
            builder.clock = pauses.clock;
            builder.wallClock = wall;
            try (OrchestratorClient client = builder.build()) {
                assertThat(client.claim(Claim.by("w").waiting(Duration.ofSeconds(50))))
                        .isEmpty();
                assertThat(server.heard()).hasSize(2);
            }
        }
    }

    @Test
    void aServerThatDoesNotWaitIsNotAskedWithoutEnd() {
        try (ScriptedServer server = new ScriptedServer(number -> NO_TASKS);
                OrchestratorClient client = client(server, 1.0)) {
            assertThat(client.claim(Claim.by("w").waiting(Duration.ofSeconds(60))))
                    .isEmpty();
            assertThat(server.heard()).hasSizeLessThan(25);
        }
    }
}
