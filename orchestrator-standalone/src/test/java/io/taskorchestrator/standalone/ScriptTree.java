package io.taskorchestrator.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script at the root, in a tree of its own: with a {@code mvnw} that makes a jar of text, and a {@code java} that prints
 * what it is given.
 */
abstract class ScriptTree {

    static final Path SCRIPT = Path.of(System.getProperty("basedir", ""), "..", "orchestrator");
    private static final long PAUSE_NANOS = 20_000_000;
    static final String BUILT = "built ";
    /** Writes its jar in place, as Maven does, with a line for each build. */
    static final String MAVEN =
            "echo \"" + BUILT + "$*\" >>built; cat built >orchestrator-standalone/target/orchestrator.jar";

    static final String COLLECTOR = "-XX:+UseParallelGC ";
    static final List<String> OPTIONS = List.of("JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS");
    static final List<String> MODULES = List.of(
            "orchestrator-client",
            "orchestrator-core",
            "orchestrator-store-jdbc",
            "orchestrator-http-javalin",
            "orchestrator-standalone");

    @TempDir
    Path directory;

    Path root;
    Path jar;

    @BeforeEach
    void makeATree() throws IOException {
        assumeThat(Path.of("/bin/sh")).as("a shell").exists();
        root = Files.createDirectories(directory.resolve("a tree"));
        jar = root.resolve("orchestrator-standalone/target/orchestrator-run.jar");
        Files.copy(SCRIPT, root.resolve("orchestrator"));
        executable(root.resolve("orchestrator"));
        for (String module : MODULES) {
            Files.createDirectories(root.resolve(module).resolve("src/main"));
            Files.createFile(root.resolve(module).resolve("pom.xml"));
            Files.createFile(root.resolve(module).resolve("src/main/Source.java"));
        }
        Files.createFile(root.resolve("pom.xml"));
        program("mvnw", MAVEN);
        java("echo whole >\"$file\"");
        program("jdk/bin/javac", "exit 0");
    }

    /** A Java that prints what it is given, and makes an archive of classes by {@code make} after its server was told to end. */
    void java(String make) throws IOException {
        program("jdk/bin/java", """
                case $1 in
                -version) echo 'openjdk version "17.0.1"' >&2 ;;
                -XX:DumpLoadedClassList=*)
                    echo "$@" >>%s
                    echo classes >"${1#*=}"
                    trap 'exit 0' TERM
                    echo 'INFO Server listens on http://127.0.0.1:1; tasks are kept'
                    while :; do sleep 0.1; done ;;
                -Xshare:dump)
                    grep -q classes "${2#*=}" || exit 1
                    file=${3#*=}
                    %s ;;
                *) if grep -q broken "${1#*=}" 2>/dev/null; then exit 1; else echo "$@"; fi ;;
                esac""".formatted("'" + root.resolve("prepared") + "'", make));
    }

    void program(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        executable(file);
    }

    static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Ran run(Path script, String... arguments) throws IOException, InterruptedException {
        return run(script, Map.of(), arguments);
    }

    Ran run(Map<String, String> settings, String... arguments) throws IOException, InterruptedException {
        return run(root.resolve("orchestrator"), settings, arguments);
    }

    Ran run(Path script, Map<String, String> settings, String... arguments) throws IOException, InterruptedException {
        Running running = start(script, settings, arguments);
        try {
            return running.end();
        } finally {
            running.process().destroyForcibly();
        }
    }

    Running start(Path script, Map<String, String> settings, String... arguments) throws IOException {
        Path out = Files.createTempFile(directory, "out", "");
        Path err = Files.createTempFile(directory, "err", "");
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(script.toString()), Stream.of(arguments))
                        .toList())
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        OPTIONS.forEach(builder.environment()::remove);
        builder.environment().put("JAVA_HOME", root.resolve("jdk").toString());
        builder.environment().putAll(settings);
        return new Running(builder.start(), out, err);
    }

    Ran run(String... arguments) throws IOException, InterruptedException {
        return run(root.resolve("orchestrator"), arguments);
    }

    static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8).strip();
    }

    Path archive() throws IOException {
        return jar.toRealPath().resolveSibling("orchestrator-17.0.1.jsa");
    }

    /** The options with which a server is given its archive. */
    String shared() throws IOException {
        return "-XX:SharedArchiveFile=" + archive() + " -Xlog:cds*=off ";
    }

    long preparations() throws IOException {
        Path prepared = root.resolve("prepared");
        return Files.exists(prepared) ? Files.readAllLines(prepared).size() : 0;
    }

    long builds() throws IOException {
        Path built = root.resolve("built");
        return Files.exists(built) ? Files.readAllLines(built).size() : 0;
    }

    String content(String name) throws IOException {
        Path file = root.resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }

    static void future(Path path) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2100-01-01T00:00:00Z")));
    }

    static void eventually(Callable<Boolean> condition) throws Exception {
        long begun = System.nanoTime();
        while (!condition.call()) {
            assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.MINUTES.toNanos(1));
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** A run that has begun, and the files with what it prints. */
    record Running(Process process, Path out, Path err) {

        Ran end() throws IOException, InterruptedException {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Ran(process.exitValue(), text(out), text(err));
        }
    }

    /** How a run ended, and what it printed. */
    record Ran(int code, String out, String err) {}
}
