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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The script at the root, in a tree of its own: with a {@code mvnw} that makes an empty jar, and a {@code java} that prints
 * what it is given.
 */
@Timeout(120)
class ScriptTest {

    private static final Path SCRIPT = Path.of(System.getProperty("basedir", ""), "..", "orchestrator");
    private static final String BUILT = "built ";
    private static final String COLLECTOR = "-XX:+UseParallelGC ";
    private static final List<String> OPTIONS = List.of("JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS");
    private static final List<String> MODULES = List.of(
            "orchestrator-client",
            "orchestrator-core",
            "orchestrator-store-jdbc",
            "orchestrator-http-javalin",
            "orchestrator-standalone");

    @TempDir
    Path directory;

    private Path root;
    private Path jar;

    @BeforeEach
    void makeATree() throws IOException {
        assumeThat(Path.of("/bin/sh")).as("a shell").exists();
        root = Files.createDirectories(directory.resolve("a tree"));
        jar = root.resolve("orchestrator-standalone/target/orchestrator.jar");
        Files.copy(SCRIPT, root.resolve("orchestrator"));
        executable(root.resolve("orchestrator"));
        for (String module : MODULES) {
            Files.createDirectories(root.resolve(module).resolve("src/main"));
            Files.createFile(root.resolve(module).resolve("pom.xml"));
            Files.createFile(root.resolve(module).resolve("src/main/Source.java"));
        }
        Files.createFile(root.resolve("pom.xml"));
        program("mvnw", "echo \"" + BUILT + "$*\" >>built; : >orchestrator-standalone/target/orchestrator.jar");
        java("echo whole >\"$file\"");
        program("jdk/bin/javac", "exit 0");
    }

    /** A Java that prints what it is given, and makes an archive of classes by {@code make} after its server was told to end. */
    private void java(String make) throws IOException {
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

    private void program(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        executable(file);
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Ran run(Path script, String... arguments) throws IOException, InterruptedException {
        return run(script, Map.of(), arguments);
    }

    private Ran run(Map<String, String> settings, String... arguments) throws IOException, InterruptedException {
        return run(root.resolve("orchestrator"), settings, arguments);
    }

    private Ran run(Path script, Map<String, String> settings, String... arguments)
            throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(script.toString()), Stream.of(arguments))
                        .toList())
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        OPTIONS.forEach(builder.environment()::remove);
        builder.environment().put("JAVA_HOME", root.resolve("jdk").toString());
        builder.environment().putAll(settings);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ran(process.exitValue(), text(out), text(err));
    }

    private Ran run(String... arguments) throws IOException, InterruptedException {
        return run(root.resolve("orchestrator"), arguments);
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8).strip();
    }

    private Path archive() throws IOException {
        return jar.toRealPath().resolveSibling("orchestrator-17.0.1.jsa");
    }

    /** The options with which a server is given its archive. */
    private String shared() throws IOException {
        return "-XX:SharedArchiveFile=" + archive() + " -Xlog:cds*=off ";
    }

    private long preparations() throws IOException {
        Path prepared = root.resolve("prepared");
        return Files.exists(prepared) ? Files.readAllLines(prepared).size() : 0;
    }

    private long builds() throws IOException {
        Path built = root.resolve("built");
        return Files.exists(built) ? Files.readAllLines(built).size() : 0;
    }

    @Test
    void theFirstRunBuildsAndTheNextOneDoesNot() throws Exception {
        Ran first = run("serve", "--port", "0");
        Ran second = run("serve", "a b");

        assertThat(first.out()).isEqualTo(shared() + COLLECTOR + "-jar " + jar.toRealPath() + " serve --port 0");
        assertThat(first.err()).startsWith("orchestrator: building").doesNotContain(BUILT);
        assertThat(second.out()).endsWith("serve a b");
        assertThat(second.err()).isEmpty();
        assertThat(builds()).isOne();
        assertThat(text(root.resolve("built"))).contains("-pl orchestrator-standalone -am", "-Dmaven.test.skip");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pom.xml",
                "orchestrator-http-javalin/pom.xml",
                "orchestrator-client/src/main/Source.java",
                "orchestrator-core/src/main/Source.java",
                "orchestrator-store-jdbc/src/main/Source.java",
                "orchestrator-standalone/src/main/New.java"
            })
    void whatIsNewerThanTheJarIsBuilt(String name) throws Exception {
        run();

        future(Files.writeString(root.resolve(name), ""));
        run();

        assertThat(builds()).isEqualTo(2);
    }

    private static void future(Path path) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2100-01-01T00:00:00Z")));
    }

    @Test
    void testsAndDocumentsDoNotMatter() throws Exception {
        run();
        Path test = Files.createDirectories(root.resolve("orchestrator-core/src/test"))
                .resolve("ATest.java");
        future(Files.createFile(test));
        future(Files.createFile(root.resolve("README.md")));

        run();

        assertThat(builds()).isOne();
    }

    @Test
    void aBuildThatFailsShowsItsOutputAndRunsNothing() throws Exception {
        program("mvnw", "echo '[ERROR] Source.java is wrong'; exit 1");

        Ran ran = run("serve");

        assertThat(ran.code()).isOne();
        assertThat(ran.err()).contains("[ERROR] Source.java is wrong", "orchestrator: the build failed");
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void itRunsThroughLinksFromAnyDirectory() throws Exception {
        Path direct = Files.createSymbolicLink(directory.resolve("direct"), root.resolve("orchestrator"));
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Path relative = Files.createSymbolicLink(bin.resolve("relative"), Path.of("..", "direct"));

        assertThat(run(direct, "--version").out()).isEqualTo("-jar " + jar.toRealPath() + " --version");
        assertThat(run(relative, "--version").out()).isEqualTo("-jar " + jar.toRealPath() + " --version");
    }

    @Test
    void theArchiveOfClassesIsMadeOnceForEachJarAndOnlyForServers() throws Exception {
        assertThat(run("stats").out()).startsWith("-jar");
        assertThat(preparations()).isZero();

        assertThat(run("serve").err()).contains("orchestrator: preparing faster starts, once");
        assertThat(run("serve").err()).isEmpty();
        assertThat(preparations()).isOne();

        future(jar);
        // What is made now is older still: not used, and not harmful.
        assertThat(run("serve").out()).startsWith(COLLECTOR + "-jar");
        assertThat(preparations()).isEqualTo(2);
    }

    @Test
    void theServerThatPreparesTheArchiveHasNothingOfTheCallers() throws Exception {
        run("serve", "--port", "8080", "--database-url", "sqlite:precious.db");

        assertThat(text(root.resolve("prepared")))
                .contains("--host 127.0.0.1 --port 0 --database-url sqlite:" + archive() + ".")
                .doesNotContain("precious");
        try (Stream<Path> left = Files.list(archive().getParent())) {
            assertThat(left.filter(path -> path.getFileName().toString().contains(".jsa")))
                    .containsExactly(archive());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo broken >\"$file\"", "exit 1", "exit 0"})
    void whereNoGoodArchiveCanBeMadeTheServerStartsWithoutAndItIsNotTriedAgain(String make) throws Exception {
        java(make);

        assertThat(run("serve").out()).startsWith(COLLECTOR + "-jar");
        assertThat(run("serve").out()).startsWith(COLLECTOR + "-jar");
        assertThat(preparations()).isOne();
    }

    @Test
    void whatJavaOptsSaysComesLast() throws Exception {
        assertThat(run(Map.of("JAVA_OPTS", "-Xshare:off -Xmx1g"), "serve").out())
                .isEqualTo(shared() + COLLECTOR + "-Xshare:off -Xmx1g -jar " + jar.toRealPath() + " serve");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"})
    void whereTheCallerNamesACollectorTheScriptNamesNone(String variable) throws Exception {
        assertThat(run(Map.of(variable, "-Xmx1g -XX:+UseG1GC"), "serve").out()).doesNotContain(COLLECTOR);
        assertThat(run(Map.of(variable, "-XX:+UseNUMA -XX:MaxGCPauseMillis=10"), "serve")
                        .out())
                .contains(COLLECTOR);
    }

    @Test
    void aJdkThatSaysItsVersionInItsFileIsNotAsked() throws Exception {
        Files.writeString(root.resolve("jdk/release"), "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"21.0.2\"\n");

        assertThat(run("serve").out()).contains("orchestrator-21.0.2.jsa");

        Files.writeString(root.resolve("jdk/release"), "JAVA_VERSION=\"11.0.2\"\n");
        assertThat(run("serve").err()).contains("not version 17 or later");
    }

    @Test
    void anOldJavaNoJavaAndNoCompilerAreNamed() throws Exception {
        Files.delete(root.resolve("jdk/bin/javac"));
        assertThat(run().err()).contains("no javac", "JDK 17 or later");
        program("jdk/bin/java", "echo 'openjdk version \"11.0.2\"' >&2");
        assertThat(run().err()).contains("not version 17 or later", "JAVA_HOME=" + root.resolve("jdk"));
        Files.delete(root.resolve("jdk/bin/java"));
        assertThat(run().err()).contains("there is no java in JAVA_HOME", "JDK 17 or later");
        assertThat(run().code()).isOne();
        assertThat(builds()).isZero();
    }

    /** How a run ended, and what it printed. */
    private record Ran(int code, String out, String err) {}
}
