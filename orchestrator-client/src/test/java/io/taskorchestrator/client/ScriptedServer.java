package io.taskorchestrator.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import javax.net.ssl.SSLContext;

/** A server that says what a test wants, and remembers what it was asked. */
final class ScriptedServer implements AutoCloseable {

    /** An answer. */
    record Said(int status, Map<String, String> headers, String body) {

        static Said json(int status, String json) {
            return new Said(status, Map.of("Content-Type", "application/json"), json);
        }

        static Said data(String json) {
            return json(
                    200,
                    "{\"success\":true,\"data\":%s,\"error\":null,\"timestamp\":\"2026-01-01T00:00:00Z\"}"
                            .formatted(json));
        }

        static Said error(int status, String code) {
            return json(
                    status,
                    "{\"success\":false,\"data\":null,\"error\":{\"code\":\"%s\",\"message\":\"No.\"}}"
                            .formatted(code));
        }

        Said with(String name, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(name, value);
            return new Said(status, more, body);
        }
    }

    /** A request. */
    record Heard(String method, URI uri, Map<String, List<String>> headers, String body) {}

    private final HttpServer server;
    private final String scheme;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final IntFunction<Said> script;
    private final List<Heard> heard = new CopyOnWriteArrayList<>();

    /** Answers the request number n, from 0, with what {@code script} says for n. */
    ScriptedServer(IntFunction<Said> script) {
        this(script, Optional.empty());
    }

    /** The same over TLS. */
    ScriptedServer(IntFunction<Said> script, Optional<SSLContext> tls) {
        this.script = script;
        this.scheme = tls.isPresent() ? "https" : "http";
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try {
            if (tls.isPresent()) {
                HttpsServer secure = HttpsServer.create(anyPort, 0);
                secure.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
                server = secure;
            } else {
                server = HttpServer.create(anyPort, 0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int number;
        synchronized (heard) {
            number = heard.size();
            heard.add(new Heard(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    body));
        }
        Said said = script.apply(number);
        said.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] answer = said.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(said.status(), answer.length == 0 ? -1 : answer.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(answer);
        }
    }

    URI uri() {
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
    }

    List<Heard> heard() {
        return heard;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
