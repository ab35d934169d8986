package io.taskorchestrator.client;

import io.taskorchestrator.task.StoreUnavailableException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request once.
 *
 * <p>Redirects are not followed: the key is for the server that was named, and nobody else.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class Transport {

    private final Address address;
    private final Optional<String> authorization;
    private final Duration patience;
    private final int answerLimit;
    private final Pauses pauses;
    private final Executor executor;

    /** Null once closed: the JDK ends a client, with its thread and its connections, when nobody refers to it any more. */
    private volatile @Nullable HttpClient http;

    Transport(OrchestratorClient.Builder builder, Executor executor) {
        this.address = builder.address;
        this.authorization = builder.apiKey.map(key -> "Bearer " + key);
        this.patience = builder.timing.request();
        this.answerLimit = builder.answerLimit;
        this.pauses = builder.pauses;
        this.executor = executor;
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(builder.timing.connect())
                .executor(executor);
        builder.sslContext.ifPresent(client::sslContext);
        this.http = client.build();
    }

    /** Where requests go. */
    Address address() {
        return address;
    }

    Executor executor() {
        return executor;
    }

    /**
     * Sends {@code request}. Cancelling the answer closes the connection, by which the server knows that nobody waits any
     * more.
     */
    CompletableFuture<HttpResponse<byte[]>> send(Request request) {
        HttpClient client = http;
        if (client == null) {
            return CompletableFuture.failedFuture(closed());
        }
        CompletableFuture<HttpResponse<byte[]>> answer = new CompletableFuture<>();
        CompletableFuture<HttpResponse<byte[]>> sent =
                client.sendAsync(built(request), head -> new BoundedBody(answerLimit));
        Duration time = patience.plus(request.maxWait());
        CompletableFuture<Void> alarm = pauses.after(time);
        alarm.thenRunAsync(
                () -> answer.completeExceptionally(new HttpTimeoutException("no answer within " + time)), executor);
        sent.whenComplete((response, error) -> {
            if (error == null) {
                answer.complete(response);
            } else {
                answer.completeExceptionally(error);
            }
        });
        answer.whenComplete((response, error) -> {
            alarm.cancel(false);
            // Does nothing if it has come; and it has to be this future, which alone knows of its connection.
            sent.cancel(true);
        });
        return answer;
    }

    private HttpRequest built(Request request) {
        HttpRequest.Builder built = HttpRequest.newBuilder(address.resolve(request.target()))
                .method(request.method(), request.body().orElseGet(BodyPublishers::noBody))
                .setHeader("Accept", "application/json");
        if (request.body().isPresent()) {
            built.setHeader("Content-Type", "application/json");
        }
        authorization.ifPresent(value -> built.setHeader("Authorization", value));
        request.headers().forEach(built::setHeader);
        return built.build();
    }

    boolean isClosed() {
        return http == null;
    }

    /** Sends nothing from now on. */
    void close() {
        http = null;
    }

    static StoreUnavailableException closed() {
        return new StoreUnavailableException("The client is closed");
    }
}
