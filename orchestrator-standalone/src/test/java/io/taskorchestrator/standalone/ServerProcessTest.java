package io.taskorchestrator.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program as it is run: a process, its exit code and what it prints. */
@Timeout(120)
class ServerProcessTest {

    private static final String TASK = "{\"work_directory\":\"/a\",\"prompt\":\"do it\"}";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void itPrintsItsAddressServesAndEndsWithZeroWhenToldTo() throws Exception {
        try (ServerProcess server = ServerProcess.serve(Map.of())) {
            assertThat(server.address().getHost()).isEqualTo("127.0.0.1");
            assertThat(server.get("/health").statusCode()).isEqualTo(200);
            assertThat(server.post("/api/v1/tasks", TASK).statusCode()).isEqualTo(201);
            assertThat(data(server.get("/api/v1/tasks/next?work_path=/a&worker_id=w"))
                            .path("prompt")
                            .asText())
                    .isEqualTo("do it");

            server.terminate();

            assertThat(server.exitCode()).isZero();
            assertThat(server.err()).isEmpty();
            assertThat(server.out()).last().asString().contains("Stopped");
        }
    }

    @Test
    void whenItEndsWaitingClaimsAreAnsweredWithNothing() throws Exception {
        try (ServerProcess server = ServerProcess.serve(Map.of())) {
            CompletableFuture<HttpResponse<String>> answer =
                    server.getLater("/api/v1/tasks/next?work_path=/a&worker_id=w&wait_seconds=60");
            server.getUntil("/metrics", "orchestrator_claims_parked 1.0");

            server.terminate();

            assertThat(server.exitCode()).isZero();
            assertThat(answer.join().statusCode()).isEqualTo(200);
            assertThat(data(answer.join()).isNull()).isTrue();
        }
    }

    @Test
    void aSecondServerOnTheSamePortSaysSoInOneLine() throws Exception {
        try (ServerProcess first = ServerProcess.serve(Map.of());
                ServerProcess second = ServerProcess.run(
                        Map.of(), "serve", "--port=" + first.address().getPort())) {
            assertThat(second.exitCode()).isOne();
            assertThat(second.err())
                    .singleElement()
                    .asString()
                    .contains(first.address().toString(), "Address already in use", "--port (APP_SERVER_PORT)");
            assertThat(second.out()).isEmpty();
        }
    }

    @Test
    void aHostThatDoesNotExistIsSaidInOneLine() throws Exception {
        try (ServerProcess server = ServerProcess.run(Map.of(), "serve", "--port=0", "--host=no-such-host.invalid")) {
            assertThat(server.exitCode()).isOne();
            assertThat(server.err()).singleElement().asString().contains("no-such-host.invalid");
        }
    }

    @Test
    void aBadValueEndsTheProcessWithTwo() throws Exception {
        try (ServerProcess server = ServerProcess.run(Map.of("APP_SERVER_PORT", "x"), "serve")) {
            assertThat(server.exitCode()).isEqualTo(2);
            assertThat(server.err()).hasSize(1);
        }
    }

    @Test
    void whatTheEnvironmentSaysHoldsAndMistypedNamesAreWarnedOf() throws Exception {
        Map<String, String> settings =
                Map.of("APP_TASK_MAX_RETRIES", "9", "APP_TASK_MAX_RETRY", "hidden", "APP_SERVER_HOST", "localhost");
        try (ServerProcess server = ServerProcess.serve(settings)) {
            assertThat(data(server.post("/api/v1/tasks", TASK))
                            .path("max_retries")
                            .asInt())
                    .isEqualTo(9);

            server.terminate();

            assertThat(server.exitCode()).isZero();
            assertThat(server.out())
                    .anyMatch(line -> line.contains("\"WARN\"") && line.contains("APP_TASK_MAX_RETRY "))
                    .noneMatch(line -> line.contains("hidden"));
        }
    }

    @Test
    void withoutATerminalEachLineIsAJsonObject() throws Exception {
        try (ServerProcess server = ServerProcess.serve(Map.of("LOG_LEVEL", "debug"))) {
            server.get("/health/live");
            server.get("/api/v1/nothing?q=%22%0a%00");
            server.waitForLine("none");
            server.terminate();
            assertThat(server.exitCode()).isZero();

            for (String line : server.out()) {
                JsonNode object = JSON.readTree(line);
                assertThat(object.path("level").isTextual()).isTrue();
                assertThat(object.path("formattedMessage").isTextual()).isTrue();
                assertThat(object.path("timestamp").isNumber()).isTrue();
            }
        }
    }

    @Test
    void atDebugEachRequestHasOneLineWithItsId() throws Exception {
        try (ServerProcess server = ServerProcess.serve(Map.of("LOG_LEVEL", "debug", "LOG_FORMAT", "pretty"))) {
            server.post("/api/v1/tasks", TASK, "X-Request-Id", "mine-1");
            server.waitForLine("mine-1");
            server.terminate();
            assertThat(server.exitCode()).isZero();

            assertThat(server.out())
                    .filteredOn(line -> line.contains("mine-1"))
                    .singleElement()
                    .asString()
                    .contains("DEBUG", "POST", "/api/v1/tasks", "201");
        }
    }

    @Test
    void atInfoRequestsLeaveNoLines() throws Exception {
        try (ServerProcess server = ServerProcess.serve(Map.of())) {
            server.get("/health");
            server.get("/api/v1/nothing");
            server.terminate();
            assertThat(server.exitCode()).isZero();

            assertThat(server.out()).allMatch(line -> line.contains(Server.class.getName()));
        }
    }

    @Test
    void whatIsNoHttpLeavesNoLines() throws Exception {
        try (ServerProcess server = ServerProcess.serve(Map.of())) {
            for (String host : List.of("Host: a\r\nHost: b", "Host: a@b", "Host: a:99999")) {
                try (Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), server.address().getPort())) {
                    String request = "GET /health HTTP/1.1\r\n" + host + "\r\nConnection: close\r\n\r\n";
                    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
                    assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                            .startsWith("HTTP/1.1 400 ");
                }
            }
            server.terminate();
            assertThat(server.exitCode()).isZero();

            assertThat(server.out()).allMatch(line -> line.contains(Server.class.getName()));
        }
    }

    @Test
    void theAddressIsPrintedAtAnyLevelButOff() throws Exception {
        try (ServerProcess server = ServerProcess.serve(Map.of("LOG_LEVEL", "error"))) {
            assertThat(server.address().getPort()).isPositive();
        }
    }

    private static JsonNode data(HttpResponse<String> response) throws IOException {
        JsonNode envelope = JSON.readTree(response.body());
        assertThat(envelope.path("success").asBoolean()).as(response.body()).isTrue();
        return envelope.path("data");
    }
}
