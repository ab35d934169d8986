package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.http.ApiClient.Said;
import io.taskorchestrator.http.access.AccessSettings;
import io.taskorchestrator.http.access.ApiKeys;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskStatus;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys, roles, pace and pages, as a client meets them. */
class AccessOverHttpTest {

    private static final String TASKS = ApiClient.TASKS;
    private static final String TASK = "{\"work_directory\": \"/p\", \"prompt\": \"do it\"}";
    private static final ApiKeys KEYS = ApiKeys.parse("r:reader:r-key,w:worker:w-key,p:producer:p-key,a:admin:a-key");
    private static final AccessSettings KEYED = AccessSettings.STANDARD.withKeys(KEYS);

    private static LiveServer start(AccessSettings access) {
        return LiveServer.start(
                HttpSettings.builder().access(access).metrics(() -> "up 1\n").build());
    }

    @Test
    void withoutAKeyNothingIsTold() {
        try (LiveServer live = start(KEYED)) {
            for (String path : new String[] {TASKS, "/nothing", "/metrics", "/openapi.json", TASKS + "/x"}) {
                Said said = live.client.get(path);

                assertThat(said.status()).as(path).isEqualTo(401);
                assertThat(said.error().text("code")).isEqualTo("UNAUTHORIZED");
                assertThat(said.header("WWW-Authenticate")).isEqualTo("Bearer");
            }
            assertThat(live.client.get(TASKS, "Authorization", "Bearer wrong").status())
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/live", "/health/ready"})
    void healthNeedsNoKey(String path) {
        try (LiveServer live = start(KEYED)) {
            assertThat(live.client.get(path).status()).isEqualTo(200);
        }
    }

    @Test
    void toAskHowHealthIsAskedForNeedsNoKeyEither() {
        try (LiveServer live = start(KEYED)) {
            Said said = live.client.send("OPTIONS", "/health", null);

            assertThat(said.status()).isEqualTo(204);
            assertThat(said.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
            assertThat(live.client.send("OPTIONS", TASKS, null).status()).isEqualTo(401);
        }
    }

    @Test
    void withoutKeysAnAuthorizationIsIgnored() {
        try (LiveServer live = LiveServer.start()) {
            assertThat(live.client
                            .get(TASKS, "Authorization", "Bearer your-api-key")
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | /api/v1/tasks | rwpa",
                "GET | /api/v1/tasks/next?work_path=/p&worker_id=w | wa",
                "POST | /api/v1/tasks | pa",
                "POST | /api/v1/tasks/batch | pa",
                "POST | /api/v1/tasks/claim | wa",
                "POST | /api/v1/tasks/complete | wa",
                "POST | /api/v1/tasks/{id}/heartbeat | wa",
                "POST | /api/v1/tasks/{id}/complete | wa",
                "POST | /api/v1/tasks/{id}/fail | wa",
                "POST | /api/v1/tasks/{id}/release | wa",
                "POST | /api/v1/tasks/{id}/cancel | pa",
                "POST | /api/v1/tasks/{id}/retry | pa",
                "GET | /api/v1/tasks/{id} | rwpa",
                "PATCH | /api/v1/tasks/{id} | pa",
                "DELETE | /api/v1/tasks/{id} | a",
                "GET | /api/v1/tasks/{id}/history | rwpa",
                "GET | /api/v1/tasks/{id}/wait-reason | rwpa",
                "GET | /api/v1/statistics | rwpa",
                "GET | /metrics | rwpa",
                "GET | /openapi.json | rwpa",
            })
    void eachRoleMayDoItsPart(String method, String template, String allowed) {
        String path = template.replace("{id}", "550e8400-e29b-41d4-a716-446655440000");
        try (LiveServer live = start(KEYED)) {
            for (String role : List.of("r", "w", "p", "a")) {
                Said said = live.client.send(
                        method, path, method.equals("GET") ? null : "{}", "Authorization", "bearer " + role + "-key");

                if (allowed.contains(role)) {
                    assertThat(said.status()).as(role).isNotIn(401, 403);
                } else {
                    assertThat(said.status()).as(role).isEqualTo(403);
                    assertThat(said.error().text("code")).isEqualTo("FORBIDDEN");
                }
            }
        }
    }

    @Test
    void theNameOfTheKeyStandsInTheHistory() {
        try (LiveServer live = start(KEYED)) {
            String id = live.client
                    .post(TASKS, TASK, "Authorization", "Bearer p-key")
                    .data()
                    .text("task_id");

            Json entries = live.client
                    .get(TASKS + "/" + id + "/history", "Authorization", "Bearer r-key")
                    .data()
                    .at("entries");

            assertThat(entries.at(0).text("actor")).isEqualTo("p");
        }
    }

    @Test
    void whoComesTooOftenIsRefusedForAWhile() {
        try (LiveServer live = start(AccessSettings.STANDARD.withRequestsPerMinute(2))) {
            Said first = live.client.get(TASKS);
            live.client.get(TASKS);
            Said third = live.client.get(TASKS);

            assertThat(first.header("RateLimit-Limit")).isEqualTo("2");
            assertThat(first.header("RateLimit-Remaining")).isEqualTo("1");
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.error().text("code")).isEqualTo("RATE_LIMITED");
            assertThat(Integer.parseInt(third.header("Retry-After"))).isPositive();
            assertThat(third.header("RateLimit-Remaining")).isEqualTo("0");
        }
    }

    @Test
    void aLiveLeaseIsNeverRefusedForItsPaceButADeadOneIs() {
        try (LiveServer live = start(AccessSettings.STANDARD.withRequestsPerMinute(2))) {
            live.client.post(TASKS, TASK);
            Json task = live.client
                    .post(TASKS + "/claim", "{\"worker_id\": \"w\", \"lease_seconds\": 60}")
                    .data()
                    .at("tasks")
                    .at(0);
            String heartbeat = TASKS + "/" + task.text("task_id") + "/heartbeat";
            String token = task.text("lease", "token");

            for (int i = 0; i < 5; i++) {
                assertThat(live.client
                                .post(heartbeat, "{\"lease_token\": \"" + token + "\"}")
                                .status())
                        .isEqualTo(200);
            }
            assertThat(live.client
                            .post(heartbeat, "{\"lease_token\": \"9." + "0".repeat(32) + "\"}")
                            .status())
                    .isEqualTo(429);
        }
    }

    @Test
    void whoShowsNoTokenIsRefusedForItsPaceBeforeAnythingIsDone() {
        try (LiveServer live = start(AccessSettings.STANDARD.withRequestsPerMinute(3))) {
            String id = live.client.post(TASKS, TASK).data().text("task_id");
            live.client.get(TASKS + "/next?work_path=/p&worker_id=w");
            String worker = "{\"worker_id\": \"w\"}";
            Said inTime = live.client.post(TASKS + "/" + id + "/heartbeat", worker);
            assertThat(inTime.status()).isEqualTo(200);
            assertThat(inTime.header("RateLimit-Remaining")).isEqualTo("0");

            assertThat(live.client.post(TASKS + "/" + id + "/complete", worker).status())
                    .isEqualTo(429);
            assertThat(live.orchestrator.find(TaskId.parse(id)).orElseThrow().status())
                    .isEqualTo(TaskStatus.WORKING);
        }
    }

    @Test
    void failedAuthenticationIsCounted() {
        try (LiveServer live = start(KEYED.withRequestsPerMinute(1))) {
            assertThat(live.client.get(TASKS).status()).isEqualTo(401);
            assertThat(live.client.get(TASKS).status()).isEqualTo(429);
            assertThat(live.client.get(TASKS, "Authorization", "Bearer r-key").status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"Origin, https://evil.example", "Sec-Fetch-Site, cross-site", "Sec-Fetch-Site, same-site"})
    void anOpenServerIsNotForForeignPages(String header, String value) {
        try (LiveServer live = LiveServer.start()) {
            Said said = live.client.get(TASKS + "/next?work_path=/p&worker_id=w", header, value);

            assertThat(said.status()).isEqualTo(403);
            assertThat(said.error().text("code")).isEqualTo("FORBIDDEN");
        }
    }

    @Test
    void anOpenServerIsNotReachedUnderOtherNames() {
        try (LiveServer live = LiveServer.start()) {
            RawSocket.Answer answer =
                    RawSocket.exchange(live.server.port(), "GET /health HTTP/1.1\r\nHost: rebound.example\r\n\r\n");

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.isEnveloped()).isTrue();
        }
    }

    @Test
    void aConfiguredPageMayAskAndRead() {
        String page = "https://ui.example";
        try (LiveServer live = start(KEYED.withCorsOrigins(Set.of(page)))) {
            Said asked =
                    live.client.send("OPTIONS", TASKS, null, "Origin", page, "Access-Control-Request-Method", "POST");
            Said read = live.client.get(TASKS, "Origin", page);

            assertThat(asked.status()).isEqualTo(204);
            assertThat(asked.header("Access-Control-Allow-Origin")).isEqualTo(page);
            assertThat(asked.header("Access-Control-Allow-Methods")).contains("PATCH");
            assertThat(read.status()).isEqualTo(401);
            assertThat(read.header("Access-Control-Allow-Origin")).isEqualTo(page);
            assertThat(read.header("Vary")).isEqualTo("Origin");
        }
    }
}
