package io.taskorchestrator.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server on this machine in a process of its own, which ends when this is closed. */
final class ServerProcess implements AutoCloseable {

    static final String HEALTH = "/health/live";

    private static final Path JAR = Path.of("orchestrator-standalone", "target", "orchestrator.jar");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] QUESTION = ("GET " + HEALTH
                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    private static final Pattern OBJECTS = Pattern.compile("^ *\\d+: +\\d+ +(\\d+) +(\\S+)");
    private static final String HEALTHY = "HTTP/1.1 200";

    private static final Pattern A_COLLECTOR = Pattern.compile("-XX:[+-]Use.*GC");
    private static final String COLLECTOR = "-XX:+UseParallelGC";

    private final Process process;
    private final int port;
    private final long startedNanos;

    private ServerProcess(Process process, int port, long startedNanos) {
        this.process = process;
        this.port = port;
        this.startedNanos = startedNanos;
    }

    /** Starts {@code command}, which is told the port, and waits until it is healthy. */
    static ServerProcess start(IntFunction<List<String>> command) throws IOException, InterruptedException {
        ServerProcess server = launch(command);
        try {
            server.awaitHealth();
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    /** Starts {@code command}, which is told the port. */
    static ServerProcess launch(IntFunction<List<String>> command) throws IOException {
        int port = freePort();
        long now = System.nanoTime();
        Process process = new ProcessBuilder(command.apply(port))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly)); // where the suite itself is ended
        return new ServerProcess(process, port, now);
    }

    /**
     * What the JVM of a server is told: {@code heap}, what is given from {@code first} on, and, as by the start script, a
     * collector if none is given.
     */
    static List<String> options(String heap, String[] arguments, int first) {
        List<String> options = new ArrayList<>(List.of(heap));
        Arrays.stream(arguments).skip(first).forEach(options::add);
        if (options.stream().noneMatch(A_COLLECTOR.asMatchPredicate())) {
            options.add(COLLECTOR);
        }
        return options;
    }

    /** The real server, with its own settings but for the database and the pace, which is not limited. */
    static IntFunction<List<String>> orchestrator(List<String> jvm, String database, String... more) {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException("There is no " + JAR.toAbsolutePath() + ": run this from the root, after"
                    + " ./mvnw -q -B -DskipTests package");
        }
        return port -> {
            List<String> command = java(jvm, "-jar", JAR.toString());
            command.addAll(serve(port, database, more));
            return command;
        };
    }

    /** The same by the script at the root. */
    static IntFunction<List<String>> script(String database) {
        return port -> {
            List<String> command = new ArrayList<>(
                    List.of(Path.of("orchestrator").toAbsolutePath().toString()));
            command.addAll(serve(port, database));
            return command;
        };
    }

    private static List<String> serve(int port, String database, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "serve", "--port=" + port, "--rate-limit=0", "--log-format=json", "--database-url=" + database));
        command.addAll(List.of(more));
        return command;
    }

    /** The server that only answers. */
    static IntFunction<List<String>> ceiling(List<String> jvm) {
        return port -> java(
                jvm, "-cp", System.getProperty("java.class.path"), Ceiling.class.getName(), Integer.toString(port));
    }

    private static List<String> java(List<String> jvm, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of(arguments));
        return command;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    /** Waits for the first good answer; returns how long after the start it came. */
    Duration awaitHealth() throws IOException, InterruptedException {
        while (!isHealthy()) {
            Duration since = Duration.ofNanos(System.nanoTime() - startedNanos);
            if (!process.isAlive() || since.compareTo(PATIENCE) > 0) {
                throw new IOException("The server is not healthy after " + since);
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    private boolean isHealthy() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.getOutputStream().write(QUESTION);
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(HEALTHY.length()), StandardCharsets.US_ASCII).equals(HEALTHY);
        } catch (IOException e) {
            return false; // it does not listen yet
        }
    }

    /** The processor time that it has used so far; in steps of 10 ms. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** What it holds of the machine's memory. */
    long residentBytes() throws IOException {
        return status("VmRSS:") * 1_024;
    }

    /** How many threads it has, those of the JVM among them. */
    long threads() throws IOException {
        return status("Threads:");
    }

    private long status(String what) throws IOException {
        for (String line : Files.readAllLines(proc("status"))) {
            if (line.startsWith(what)) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException("The system does not say " + what + " of a process");
    }

    /** How many files and connections it has open. */
    long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(proc("fd"))) {
            return open.count();
        }
    }

    private Path proc(String what) {
        return Path.of("/proc", Long.toString(process.pid()), what);
    }

    /** How many threads of Java's it has beside those that answer requests, of which there are up to 200. */
    long otherThreads() throws IOException, InterruptedException {
        return jcmd("Thread.print").stream()
                .filter(line -> line.startsWith("\"") && !line.startsWith("\"task-orchestrator-http"))
                .count();
    }

    /** The bytes of the objects that are left after a full collection, by class. */
    Map<String, Long> liveObjects() throws IOException, InterruptedException {
        Map<String, Long> bytes = new HashMap<>();
        for (String line : jcmd("GC.class_histogram")) {
            Matcher row = OBJECTS.matcher(line);
            if (row.find()) {
                bytes.merge(row.group(2), Long.valueOf(row.group(1)), Long::sum);
            }
        }
        return bytes;
    }

    private List<String> jcmd(String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines;
        try (BufferedReader reader = jcmd.inputReader()) {
            lines = reader.lines().toList();
        }
        if (jcmd.waitFor() != 0) {
            throw new IOException("jcmd, which comes with a JDK, does not answer " + command);
        }
        return lines;
    }

    /** What is answered to this path. */
    String get(String path) throws IOException {
        try (InputStream in =
                URI.create("http://localhost:" + port + path).toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
