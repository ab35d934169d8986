package io.taskorchestrator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.http.access.AccessSettings;
import io.taskorchestrator.http.access.ApiKeys;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.task.AccessDeniedException;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskQuery;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client as its users open and close it. */
class OrchestratorClientTest {

    private static final NewTask TASK = NewTask.builder("/p", "do it").build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://localhost",
                "localhost:8080",
                "/tasks",
                "http:/x",
                "http://user:hunter2@localhost",
                "https://hunter2@h",
                "http://localhost?a=hunter2",
                "http://localhost/#hunter2",
                "mailto:hunter2"
            })
    void anAddressThatIsNoneIsRefusedWithoutShowingWhatMayBeAPassword(String uri) {
        assertThatThrownBy(() -> OrchestratorClient.create(URI.create(uri)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("URI must")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hunter2\n", "hunter 2", "hünter2", "hunter2\u0000"})
    void aKeyThatNoHeaderCanCarryIsRefusedWithoutShowingIt(String key) {
        OrchestratorClient.Builder builder = OrchestratorClient.builder(URI.create("http://localhost"));

        assertThatThrownBy(() -> builder.apiKey(key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("An API key must be visible ASCII characters without spaces and line ends");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        OrchestratorClient.Builder builder = OrchestratorClient.builder(URI.create("http://localhost"));

        assertThatThrownBy(() -> builder.answerLimit(0)).hasMessageContaining("answerLimit");
        assertThatThrownBy(() -> builder.connectTimeout(Duration.ZERO)).hasMessageContaining("connectTimeout");
        assertThatThrownBy(() -> builder.requestTimeout(Duration.ZERO)).hasMessageContaining("requestTimeout");
        assertThatThrownBy(() -> builder.longestPark(Duration.ZERO)).hasMessageContaining("longestPark");
        assertThatThrownBy(() -> builder.retryFor(Duration.ofNanos(-1))).hasMessageContaining("retryFor");
    }

    @Test
    void theTextOfAClientHasItsServerAndNoKey() {
        try (OrchestratorClient client = OrchestratorClient.builder(URI.create("HTTPS://Example.org:443/a/../b//"))
                .apiKey("hunter2")
                .build()) {
            assertThat(client).hasToString("OrchestratorClient[https://Example.org:443/b]");
        }
    }

    @Test
    void theKeySaysWhoCallsAndWhatHeMay() {
        AccessSettings access =
                AccessSettings.STANDARD.withKeys(ApiKeys.parse("ci:producer:0123456789abcdef0123456789abcdef"));
        try (LiveServer server = new LiveServer(access);
                EmbeddedOrchestrator behind = server.renew();
                OrchestratorClient client = OrchestratorClient.builder(server.uri())
                        .apiKey("0123456789abcdef0123456789abcdef")
                        .build();
                OrchestratorClient stranger = OrchestratorClient.create(server.uri())) {
            Task task = client.as("somebody").create(TASK);

            assertThat(behind.history(task.id()).get(0).actor()).isEqualTo("ci");
            assertThatThrownBy(() -> client.delete(Delete.of(task.id())))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining("producer");
            assertThatThrownBy(() -> stranger.list(TaskQuery.ALL)).isInstanceOf(AccessDeniedException.class);
        }
    }

    @Test
    void closingEndsWhatRunsAndWhatWaitsOnTheServer() {
        try (LiveServer server = new LiveServer();
                EmbeddedOrchestrator behind = server.renew()) {
            OrchestratorClient client = OrchestratorClient.create(server.uri());
            CompletableFuture<List<ClaimedTask>> waiting =
                    client.async().claim(Claim.by("w").waiting(Duration.ofSeconds(60)));
            Eventually.holds("it waits", () -> behind.parkedClaims() == 1);

            client.close();

            assertThatThrownBy(waiting::join).hasCauseInstanceOf(StoreUnavailableException.class);
            Eventually.holds("nobody waits", () -> behind.parkedClaims() == 0);
            assertThatThrownBy(() -> client.create(TASK))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("The client is closed");
        }
    }

    @Test
    void anAnswerIsGivenWhileTheServerComesBack() {
        try (LiveServer server = new LiveServer();
                EmbeddedOrchestrator behind = server.renew();
                FaultProxy proxy = FaultProxy.scripted(
                        server.port(), List.of(Fault.REFUSED, Fault.BEFORE_REQUEST, Fault.REFUSED), () -> {});
                OrchestratorClient client = OrchestratorClient.create(LiveServer.uri(proxy.port()))) {
            assertThat(client.create(TASK))
                    .isEqualTo(client.find(
                                    behind.list(TaskQuery.ALL).tasks().get(0).id())
                            .orElseThrow());
        }
    }
}
