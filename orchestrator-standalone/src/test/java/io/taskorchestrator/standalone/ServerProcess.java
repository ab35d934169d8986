package io.taskorchestrator.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The program in a process of its own, started from the class path of the tests, in a directory of its own: that is where it
 * keeps its tasks unless it is told otherwise. Closing it ends the process, whatever has happened before, and removes the
 * directory.
 */
final class ServerProcess implements AutoCloseable {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);
    private static final Pattern ADDRESS = Pattern.compile("listens on (http://[^;\"\\s]+)");

    /** Stands in the queue of lines for the end of the output. */
    private static final String END = "\0";

    private final Path directory;
    private final Process process;
    private final Output out;
    private final Output err;
    private final HttpClient http = HttpClient.newHttpClient();
    private URI address = URI.create("http://127.0.0.1");
    private String startLine = "";

    private ServerProcess(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
        this.out = new Output(process.getInputStream());
        this.err = new Output(process.getErrorStream());
    }

    /** Runs {@code orchestrator} with these arguments, and nothing of ours in the environment but {@code settings}. */
    static ServerProcess run(Map<String, String> settings, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1", // it starts sooner
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        Path directory = temporaryDirectory();
        builder.directory(directory.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("APP_")
                        || name.startsWith("ORCHESTRATOR_")
                        || name.contains("LOG")
                        || name.startsWith("JAVA_TOOL"));
        builder.environment().putAll(settings);
        try {
            return new ServerProcess(directory, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("orchestrator");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts {@code orchestrator serve} on a free port, and waits until it listens. */
    static ServerProcess serve(Map<String, String> settings, String... more) throws InterruptedException {
        return serve(0, settings, more);
    }

    /** Starts {@code orchestrator serve} on this port, 0 for a free one, and waits until it listens. */
    static ServerProcess serve(int port, Map<String, String> settings, String... more) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("serve", "--port=" + port));
        arguments.addAll(Arrays.asList(more));
        ServerProcess server = run(settings, arguments.toArray(new String[0]));
        try {
            Matcher line = server.out.waitFor(ADDRESS);
            server.address = URI.create(line.group(1));
            server.startLine = line.replaceFirst("$0");
            return server;
        } catch (AssertionError e) {
            server.close();
            throw new AssertionError(e.getMessage() + server.err.all(), e);
        }
    }

    /** Where it runs. */
    Path directory() {
        return directory;
    }

    /** Where it says that it listens. */
    URI address() {
        return address;
    }

    /** The line in which it says so. */
    String startLine() {
        return startLine;
    }

    /** The number of the process. */
    long id() {
        return process.pid();
    }

    /** A request to it; the host is this machine also where the server listens everywhere. */
    HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + pathAndQuery))
                .timeout(LONG_ENOUGH);
    }

    HttpResponse<String> get(String pathAndQuery, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(pathAndQuery);
        return http.send(
                headers.length == 0 ? request.build() : request.headers(headers).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String json, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
        return http.send(
                headers.length == 0 ? request.build() : request.headers(headers).build(), BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> getLater(String pathAndQuery) {
        return http.sendAsync(request(pathAndQuery).build(), BodyHandlers.ofString());
    }

    /** Asks again and again until the answer holds {@code text}. */
    void getUntil(String pathAndQuery, String text, String... headers) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONG_ENOUGH.toNanos();
        String body = get(pathAndQuery, headers).body();
        while (!body.contains(text)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("There is still no '" + text + "' in " + body);
            }
            body = get(pathAndQuery, headers).body();
        }
    }

    /** Waits until it prints a line that holds {@code text}. */
    void waitForLine(String text) throws InterruptedException {
        out.waitFor(Pattern.compile(Pattern.quote(text)));
    }

    /** Sends SIGTERM. Through the handle, since the process itself would close its streams here at once. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Waits for the end; returns the exit code. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("The process does not end: " + out.lines + err.lines);
        }
        return process.exitValue();
    }

    /** All lines of standard output, once the process has ended. */
    List<String> out() throws InterruptedException {
        return out.all();
    }

    /** All lines of the error output, once the process has ended. */
    List<String> err() throws InterruptedException {
        return err.all();
    }

    /** Kills it, if it runs: SIGKILL, which it cannot hear. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
        removeDirectory();
    }

    private void removeDirectory() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One stream of the process, read to its end by a thread of its own. */
    private static final class Output {

        private final List<String> lines = new ArrayList<>();
        private final BlockingQueue<String> coming = new LinkedBlockingQueue<>();

        Output(InputStream stream) {
            Thread reader = new Thread(() -> read(stream), "output of a process");
            reader.setDaemon(true);
            reader.start();
        }

        private void read(InputStream stream) {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                reader.lines().forEach(coming::add);
            } catch (IOException | UncheckedIOException e) {
                coming.add("The output broke off: " + e);
            } finally {
                coming.add(END);
            }
        }

        /** Waits for a line with a match. */
        Matcher waitFor(Pattern pattern) throws InterruptedException {
            while (lines.isEmpty() || !lines.get(lines.size() - 1).equals(END)) {
                String line = coming.poll(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS);
                if (line == null) {
                    break;
                }
                lines.add(line);
                // JSON may write a slash as \/.
                Matcher matcher = pattern.matcher(line.replace("\\/", "/"));
                if (matcher.find()) {
                    return matcher;
                }
            }
            throw new AssertionError("No line of " + lines + " is like " + pattern);
        }

        List<String> all() throws InterruptedException {
            while (lines.isEmpty() || !lines.get(lines.size() - 1).equals(END)) {
                String line = coming.poll(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS);
                if (line == null) {
                    throw new AssertionError("The output does not end: " + lines);
                }
                lines.add(line);
            }
            return List.copyOf(lines.subList(0, lines.size() - 1));
        }
    }
}
