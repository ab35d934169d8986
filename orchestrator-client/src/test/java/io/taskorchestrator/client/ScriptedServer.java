package io.taskorchestrator.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

/** A server that says what a test wants, and remembers what it was asked. */
final class ScriptedServer implements AutoCloseable {

    /** An answer; a negative length is that of the body. */
    record Said(int status, Map<String, String> headers, byte[] body) {

        static Said json(int status, String json) {
            return new Said(
                    status,
                    Map.of("Content-Type", "application/json"),
                    json.getBytes(StandardCharsets.UTF_8));
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
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final IntFunction<Said> script;
    private final List<Heard> heard = new CopyOnWriteArrayList<>();

    /** Answers the request number n, from 0, with what {@code script} says for n. */
    ScriptedServer(IntFunction<Said> script) {
        this.script = script;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
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
        exchange.sendResponseHeaders(said.status(), said.body().length == 0 ? -1 : said.body().length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(said.body());
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
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
