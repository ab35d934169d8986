package io.taskorchestrator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.client.ScriptedServer.Said;
import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.task.AccessDeniedException;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are newer, broken, or none of ours. */
class StrangeServersTest {

    private static final TaskId ID = TaskId.of(new UUID(1, 2));
    private static final Said EMPTY_PAGE = Said.data("{\"tasks\":[],\"pagination\":{\"total\":0}}");

    private static OrchestratorClient hasty(ScriptedServer server) {
        return OrchestratorClient.builder(server.uri()).retryFor(Duration.ZERO).build();
    }

    @Test
    void fieldsThatAreNotKnownArePassedOver() {
        Said said = Said.data("{\"novel\":[{\"a\":1}],\"task_id\":\"" + ID + "\",\"status\":\"waiting\","
                + "\"work_directory\":\"/p\",\"prompt\":\"p\",\"created_at\":\"2026-01-01T00:00:00Z\",\"x\":null}");
        try (ScriptedServer server = new ScriptedServer(number -> said);
                OrchestratorClient client = hasty(server)) {
            assertThat(client.find(ID).orElseThrow().status()).isEqualTo(TaskStatus.WAITING);
        }
    }

    @Test
    void aReasonThatIsNotKnownIsAConflictAllTheSame() {
        String json = "{\"error\":{\"code\":\"CONFLICT\",\"message\":\"Not on Sundays\",\"details\":"
                + "{\"reason\":\"sunday\",\"status\":\"waiting\",\"more\":{\"a\":[1]},\"until\":5}}}";
        try (ScriptedServer server = new ScriptedServer(number -> Said.json(409, json));
                OrchestratorClient client = hasty(server)) {
            assertThatThrownBy(() -> client.cancel(Cancel.of(ID)))
                    .isInstanceOfSatisfying(ConflictException.class, conflict -> {
                        assertThat(conflict).hasMessage("Not on Sundays");
                        assertThat(conflict.reason()).isEqualTo(RefusalReason.WRONG_STATUS);
                        assertThat(conflict.details())
                                .isEqualTo(Map.of("reason", "sunday", "status", "waiting", "until", "5"));
                    });
        }
    }

    @Test
    void anErrorInsideTheServerNamesItsRequest() {
        Said said = Said.error(500, "INTERNAL_ERROR").with("X-Request-Id", "r-17");
        try (ScriptedServer server = new ScriptedServer(number -> said);
                OrchestratorClient client = hasty(server)) {
            assertThatThrownBy(() -> client.async().list(TaskQuery.ALL).join())
                    .cause()
                    .isInstanceOfSatisfying(UnexpectedAnswerException.class, unexpected -> {
                        assertThat(unexpected.status()).isEqualTo(500);
                        assertThat(unexpected.requestId()).contains("r-17");
                    })
                    .hasMessageContaining("INTERNAL_ERROR", "No.", "r-17");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 404})
    void aPageForPeopleIsNoAnswer(int status) {
        Said page = new Said(status, Map.of("Content-Type", "text/html"), "<p>Log in</p>");
        try (ScriptedServer server = new ScriptedServer(number -> page);
                OrchestratorClient client = OrchestratorClient.create(server.uri())) {
            assertThatThrownBy(() -> client.find(ID)).hasRootCauseInstanceOf(UnexpectedAnswerException.class);
            assertThat(server.heard()).hasSize(1);
        }
    }

    @Test
    void anUnknownPathIsNoUnknownTask() {
        String json = "{\"error\":{\"code\":\"NOT_FOUND\",\"message\":\"Nothing\",\"details\":{\"path\":\"/x\"}}}";
        try (ScriptedServer server = new ScriptedServer(number -> Said.json(404, json));
                OrchestratorClient client = hasty(server)) {
            assertThatThrownBy(() -> client.find(ID)).hasRootCauseInstanceOf(UnexpectedAnswerException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"success\":true,\"data\":{\"tasks\":[", "", "[]", "{\"data\":null}", "\u0000"})
    void aGarbledAnswerIsAskedForAgain(String garbled) {
        try (ScriptedServer server = new ScriptedServer(number -> number == 0 ? Said.json(200, garbled) : EMPTY_PAGE);
                OrchestratorClient client = OrchestratorClient.create(server.uri())) {
            assertThat(client.list(TaskQuery.ALL).total()).isZero();
            assertThat(server.heard()).hasSize(2);
        }
    }

    @Test
    void anAnswerThatStaysGarbledIsNoFaultOfTheInput() {
        try (ScriptedServer server = new ScriptedServer(number -> Said.json(200, "{\"data\":"));
                OrchestratorClient client = hasty(server)) {
            assertThatThrownBy(() -> client.list(TaskQuery.ALL).total())
                    .isInstanceOf(IllegalStateException.class)
                    .satisfies(thrown -> assertThat(thrown.getCause().getCause())
                            .isInstanceOf(UnexpectedAnswerException.class)
                            .hasMessageContaining("the answer is garbled"));
        }
    }

    @Test
    void tooLargeABodyIsBadInput() {
        try (ScriptedServer server = new ScriptedServer(number -> Said.error(413, "PAYLOAD_TOO_LARGE"));
                OrchestratorClient client = hasty(server)) {
            assertThatThrownBy(() -> client.cancel(Cancel.of(ID))).isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void anAnswerThatIsTooLargeIsNotTakenIn() {
        Said large = new Said(200, Map.of("Content-Type", "application/json"), " ".repeat(2_000_000));
        try (ScriptedServer server = new ScriptedServer(number -> large);
                OrchestratorClient client = OrchestratorClient.builder(server.uri())
                        .answerLimit(1_000_000)
                        .build()) {
            assertThatThrownBy(() -> client.list(TaskQuery.ALL))
                    .hasRootCauseMessage(
                            "The answer has more than 1000000 bytes; ask for less, or raise the client's answerLimit");
            assertThat(server.heard()).hasSize(1);
        }
    }

    @Test
    void aRedirectIsNotFollowedSoThatTheKeyStaysHere() {
        try (ScriptedServer elsewhere = new ScriptedServer(number -> EMPTY_PAGE);
                ScriptedServer server = new ScriptedServer(
                        number -> new Said(307, Map.of("Location", elsewhere.uri() + "/api/v1/tasks"), ""));
                OrchestratorClient client = OrchestratorClient.builder(server.uri())
                        .apiKey("secret")
                        .build()) {
            assertThatThrownBy(() -> client.list(TaskQuery.ALL))
                    .hasRootCauseInstanceOf(UnexpectedAnswerException.class);
            assertThat(elsewhere.heard()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aKeyThatIsNotAcceptedIsDenied(int status) {
        try (ScriptedServer server = new ScriptedServer(number -> new Said(status, Map.of(), ""));
                OrchestratorClient client = OrchestratorClient.builder(server.uri())
                        .apiKey("secret")
                        .build()) {
            assertThatThrownBy(() -> client.list(TaskQuery.ALL))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageNotContaining("secret");
            assertThat(server.heard().get(0).headers().get("Authorization")).containsExactly("Bearer secret");
        }
    }

    @Test
    void aServerThatNeverAnswersIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                OrchestratorClient client = OrchestratorClient.builder(
                                URI.create("http://127.0.0.1:" + silent.getLocalPort()))
                        .requestTimeout(Duration.ofMillis(50))
                        .retryFor(Duration.ofMillis(100))
                        .build()) {
            assertThatThrownBy(() -> client.list(TaskQuery.ALL))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("no answer within PT0.05S");
        }
    }

    @Test
    void nobodyThereIsUnavailable() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (OrchestratorClient client = OrchestratorClient.builder(URI.create("http://127.0.0.1:" + port))
                .retryFor(Duration.ZERO)
                .build()) {
            assertThatThrownBy(() -> client.list(TaskQuery.ALL))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageEndingWith("no connection, ConnectException");
        }
    }
}
