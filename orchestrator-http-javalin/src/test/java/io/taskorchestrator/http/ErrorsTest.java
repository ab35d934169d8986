package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.http.ApiClient.Said;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each line of the table of errors, as far as HTTP itself makes them. */
class ErrorsTest {

    private static final String TASKS = ApiClient.TASKS;
    private static final String TASK = "{\"work_directory\": \"/p\", \"prompt\": \"do it\"}";
    private static final int BODY_LIMIT = 100_000;

    private static LiveServer live;
    private static ApiClient client;

    @BeforeAll
    static void start() {
        live = LiveServer.start(HttpSettings.builder().bodyLimit(BODY_LIMIT).build());
        client = live.client;
    }

    @AfterAll
    static void stop() {
        live.close();
    }

    private static void assertError(Said said, int status, String code) {
        assertThat(said.status()).isEqualTo(status);
        assertThat(said.body().names()).containsExactly("success", "data", "error", "timestamp");
        assertThat(said.body().at("success").value()).isEqualTo(false);
        assertThat(said.data().isNull()).isTrue();
        assertThat(said.error().text("code")).isEqualTo(code);
        assertThat(said.error().text("message")).isNotBlank();
        assertThat(said.header("X-Request-Id")).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/nothing", "/api/v1", "/api/v1/nothing", "/api/v2/tasks", "/api/v1/tasks/a/b/c", "/healthy"
            })
    void anUnknownPathIsNotFound(String path) {
        assertError(client.get(path), 404, "NOT_FOUND");
    }

    @Test
    void oneSlashAtTheEndMakesNoDifference() {
        assertThat(client.get(TASKS + "/").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE | /api/v1/tasks | GET, HEAD, OPTIONS, POST",
                "POST | /api/v1/tasks/next | GET, OPTIONS",
                "GET | /api/v1/tasks/claim | OPTIONS, POST",
                "DELETE | /api/v1/tasks/batch | OPTIONS, POST",
                "PUT | /api/v1/tasks/550e8400-e29b-41d4-a716-446655440000 | DELETE, GET, HEAD, OPTIONS, PATCH",
                "POST | /health | GET, HEAD, OPTIONS",
                "BREW | /api/v1/statistics | GET, HEAD, OPTIONS",
            })
    void aMethodThatAPathDoesNotKnowIsRefusedWithThoseItKnows(String method, String path, String allowed) {
        Said said = client.send(method, path, null);

        assertError(said, 405, "METHOD_NOT_ALLOWED");
        assertThat(said.header("Allow")).isEqualTo(allowed);
    }

    @Test
    void optionsTellWhatAPathKnows() {
        Said said = client.send("OPTIONS", TASKS, null);

        assertThat(said.status()).isEqualTo(204);
        assertThat(said.header("Allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
    }

    @Test
    void theMethodIsTheOneThatWasSent() {
        Said said = client.get(TASKS, "X-HTTP-Method-Override", "DELETE");

        assertThat(said.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "550e8400-e29b-41d4-a716-44665544000",
                "550e8400e29b41d4a716446655440000",
                "%2F",
                "%20",
                "%C3%A9"
            })
    void aMalformedIdIsRefused(String id) {
        Said said = client.get(TASKS + "/" + id);

        assertError(said, 400, "VALIDATION_ERROR");
        assertThat(said.error().text("details", "field")).isEqualTo("task_id");
    }

    @Test
    void anyUuidIsAnId() {
        Said unknown = client.get(TASKS + "/" + new UUID(0, 0));
        assertError(unknown, 404, "NOT_FOUND");
        assertThat(unknown.error().text("details", "task_id")).isEqualTo(new UUID(0, 0).toString());
        assertError(client.post(TASKS + "/" + new UUID(-1, -1) + "/retry", "{}"), 404, "NOT_FOUND");
    }

    @Test
    void allThatIsWrongWithAQueryIsSaid() {
        Said said = client.get(TASKS + "?status=x&limit=501&offset=-1&worklpath=/a&limit=2&created_after=now");

        assertError(said, 400, "VALIDATION_ERROR");
        Json errors = said.error().at("details", "errors");
        assertThat(errors.toString())
                .contains("status", "limit, message=must be given only once", "must be 1 to 500")
                .contains("offset", "worklpath, message=is not a known parameter", "created_after");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/tasks?cursor=1&offset=2",
                "/api/v1/tasks?cursor=xyz",
                "/api/v1/tasks?include=prompt",
                "/api/v1/tasks?recursive=yes",
                "/api/v1/tasks?limit=1e1",
                "/api/v1/tasks?limit=99999999999",
                "/api/v1/tasks/next?work_path=a&worker_id=w",
                "/api/v1/tasks/next?work_path=/a&worker_id=w&wait_seconds=61",
                "/api/v1/tasks/next?work_path=/a&worker_id=w&lease_seconds=0",
                "/api/v1/statistics?days=1",
                "/api/v1/tasks/next?work_path=/a&worker_id=w&claim_id=1",
                "/api/v1/tasks?tag=",
                "/health?x=1",
                "/api/v1/tasks?status=%zz",
                "/api/v1/tasks?status=%FF",
                "/api/v1/tasks?%FF=1",
                "/openapi.json?x"
            })
    void aWrongParameterIsRefused(String path) {
        RawSocket.Answer answer =
                RawSocket.exchange(live.server.port(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.isEnveloped()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "null", "\"x\"", "{\"a\":1}x", "", "\u0000", "{\"prompt\": \"\\ud800\"}"})
    void aBodyThatIsNoTaskIsRefused(String body) {
        Said said = client.post(TASKS, body);

        assertThat(said.status()).isEqualTo(400);
        assertThat(said.error().text("code")).isEqualTo("VALIDATION_ERROR");
    }

    @Test
    void aBodyThatIsNotUtf8IsRefused() {
        RawSocket.Answer answer = RawSocket.exchange(
                live.server.port(), RawSocket.post("/api/v1/tasks", "Content-Length: 14") + "{\"prompt\":\"\u00ff\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.isEnveloped()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/json; charset=latin1",
                "json",
                ";"
            })
    void aBodyThatIsNotSaidToBeJsonIsRefused(String type) {
        Said said = client.post(TASKS, TASK, "Content-Type", type);

        assertError(said, 415, "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void aBodyWithoutAContentTypeIsRefused() {
        RawSocket.Answer answer = RawSocket.exchange(
                live.server.port(), "POST /api/v1/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}");

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.isEnveloped()).isTrue();
    }

    @Test
    void aCompressedBodyIsRefused() {
        assertError(client.post(TASKS, TASK, "Content-Encoding", "gzip"), 415, "UNSUPPORTED_MEDIA_TYPE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json", "Application/JSON;charset=UTF-8", "application/json; charset=\"utf-8\"; x=y"
            })
    void jsonMaySayItsCharset(String type) {
        assertThat(client.post(TASKS, TASK, "Content-Type", type).status()).isEqualTo(201);
    }

    @Test
    void aMergePatchIsNoBodyOfAnotherCall() {
        assertError(
                client.post(TASKS, TASK, "Content-Type", "application/merge-patch+json"),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        Said said = client.post(TASKS, "{\"prompt\": \"" + "x".repeat(BODY_LIMIT) + "\"}");

        assertError(said, 413, "PAYLOAD_TOO_LARGE");
        assertThat(said.error().number("details", "limit_bytes")).isEqualTo(BODY_LIMIT);
    }

    @Test
    void aChunkedBodyThatIsTooLargeIsRefusedWhileItIsRead() throws Exception {
        byte[] large = new byte[BODY_LIMIT * 5];
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + live.server.port() + TASKS))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(large)))
                .build();

        HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(Json.parse(response.body()).number("error", "details", "limit_bytes"))
                .isEqualTo(BODY_LIMIT);
    }

    @Test
    void aBrokenChunkIsRefused() {
        RawSocket.Answer answer = RawSocket.exchange(
                live.server.port(),
                RawSocket.post("/api/v1/tasks", "Transfer-Encoding: chunked") + "ZZ\r\n{}\r\n0\r\n\r\n");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.isEnveloped()).isTrue();
    }

    @Test
    void aRequestIdIsTakenOverIfItIsOne() {
        assertThat(client.get("/health/live", "X-Request-Id", "abc-1").header("X-Request-Id"))
                .isEqualTo("abc-1");
        assertThat(client.get("/health/live", "X-Request-Id", "a b").header("X-Request-Id"))
                .matches("[0-9a-f-]{36}");
        assertThat(client.get("/health/live", "X-Request-Id", "x".repeat(101)).header("X-Request-Id"))
                .matches("[0-9a-f-]{36}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "GET /\u0000 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api/v1/tasks/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /%FF HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api/v1/tasks HTTP/1.1\r\n\r\n",
                "GET /../../etc HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n"
            })
    void whatIsNoHttpIsRefusedInTheEnvelope(String request) {
        RawSocket.Answer answer = RawSocket.exchange(live.server.port(), request);

        assertThat(answer.status()).isBetween(400, 505);
        assertThat(answer.status()).isNotEqualTo(500);
        assertThat(answer.isEnveloped()).as(answer.toString()).isTrue();
        assertThat(answer.head()).contains("X-Content-Type-Options: nosniff");
        if (Json.parse(answer.body()).text("error", "code").equals("VALIDATION_ERROR")) {
            assertThat(Json.parse(answer.body()).at("error", "details").names()).contains("field", "message", "errors");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/api/v1/tasks", "/openapi.json", "/nothing"})
    void everyAnswerTellsBrowsersToTakeItForNothingElse(String path) {
        Said said = client.get(path);

        assertThat(said.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(said.header("Content-Security-Policy")).isEqualTo("default-src 'none'; frame-ancestors 'none'");
        assertThat(said.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    }

    @Test
    void headersThatAreTooLargeAreRefusedInTheEnvelope() {
        RawSocket.Answer answer = RawSocket.exchange(
                live.server.port(), "GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");

        assertThat(answer.status()).isEqualTo(431);
        assertThat(answer.isEnveloped()).isTrue();
    }
}
