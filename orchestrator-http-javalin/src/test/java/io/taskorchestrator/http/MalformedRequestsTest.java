package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.http.access.AccessSettings;
import io.taskorchestrator.task.NewTask;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent, the server keeps its composure: an envelope, never a 5xx, and it works afterwards. */
class MalformedRequestsTest {

    private static final int REQUESTS = 1_500;
    private static final HttpSettings SETTINGS = HttpSettings.builder()
            .access(AccessSettings.STANDARD.withRequestsPerMinute(0))
            .requestTimeout(Duration.ofSeconds(20))
            .build();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noGeneratedRequestGetsMoreThanARefusal(long seed) {
        Nonsense nonsense = new Nonsense(seed);
        try (LiveServer live = LiveServer.start(SETTINGS)) {
            String id = live.orchestrator
                    .create(NewTask.builder("/p", "p").build())
                    .id()
                    .toString();
            for (int i = 0; i < REQUESTS; i++) {
                byte[] request = nonsense.request(id);
                RawSocket.Answer answer = RawSocket.exchange(live.server.port(), request);

                assertAnswered("seed %d, request %d".formatted(seed, i), request, answer);
            }
            assertThat(live.client.get("/health").status()).isEqualTo(200);
            assertThat(live.client
                            .post(ApiClient.TASKS, "{\"work_directory\": \"/p\", \"prompt\": \"p\"}")
                            .status())
                    .isEqualTo(201);
        }
    }

    private static void assertAnswered(String which, byte[] request, RawSocket.Answer answer) {
        String shown = which + ": " + new String(request, StandardCharsets.ISO_8859_1) + "\n\n" + answer.head()
                + answer.body();
        assertThat(answer.status()).as(shown).isBetween(200, 499);
        if (answer.status() != 204) {
            assertThat(answer.isEnveloped()).as(shown).isTrue();
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleOfItsBodyHarmsNobody() throws Exception {
        try (LiveServer live = LiveServer.withThreads(8)) {
            for (int i = 0; i < 100; i++) {
                RawSocket socket = new RawSocket(live.server.port());
                socket.send(RawSocket.post("/api/v1/tasks", "Content-Length: 1000") + "{\"prompt\": \"");
                socket.reset();
            }
            assertThat(live.client.get("/health").status()).isEqualTo(200);
            assertThat(live.client.get(ApiClient.TASKS).data().number("pagination", "total"))
                    .isZero();
        }
    }

    @Test
    void anIncompleteBodyIsRefused() throws Exception {
        try (LiveServer live = LiveServer.start(SETTINGS);
                RawSocket socket = new RawSocket(live.server.port())) {
            socket.send(RawSocket.post("/api/v1/tasks", "Content-Length: 1000") + "{\"prompt\": \"");
            socket.finish();

            RawSocket.Answer answer = socket.answer();

            assertThat(answer.status()).isIn(0, 400);
        }
    }
}
