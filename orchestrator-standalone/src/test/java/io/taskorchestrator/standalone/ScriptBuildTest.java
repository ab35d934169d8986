package io.taskorchestrator.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the script finds its tree, and when it builds. */
@Timeout(120)
class ScriptBuildTest extends ScriptTree {

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
    void whatRunsKeepsItsJarWhenTheNextOneIsBuilt() throws Exception {
        run();
        try (InputStream opened = Files.newInputStream(jar)) {
            future(Files.writeString(root.resolve("pom.xml"), ""));
            run();

            assertThat(builds()).isEqualTo(2);
            assertThat(new String(opened.readAllBytes(), StandardCharsets.UTF_8))
                    .hasLineCount(1);
            assertThat(jar).content().hasLineCount(2);
        }
    }

    @Test
    void whatMavenHasBuiltItselfIsNotBuiltAgain() throws Exception {
        Path built = jar.resolveSibling("orchestrator.jar");
        Files.createDirectories(built.getParent());
        Files.writeString(built, "by hand");
        run();
        assertThat(jar).hasContent("by hand");

        future(Files.writeString(built, "once more"));
        run();
        run();

        assertThat(jar).hasContent("once more");
        assertThat(builds()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoAtOnceOneBuildsAndTheOtherWaits(boolean withFlock) throws Exception {
        program("mvnw", MAVEN + "; while [ ! -e go ]; do sleep 0.02; done");
        Map<String, String> settings = withFlock ? Map.of() : Map.of("PATH", pathWithoutFlock());
        Running first = start(root.resolve("orchestrator"), settings, "stats");
        eventually(() -> builds() == 1);
        Running second = start(root.resolve("orchestrator"), settings, "list");
        try {
            eventually(() -> text(second.err()).contains("waiting for another build") || builds() == 2);
            Files.createFile(root.resolve("go"));

            assertThat(first.end().out()).endsWith("stats");
            assertThat(second.end().out()).endsWith("list");
            assertThat(builds()).isOne();
        } finally {
            first.process().destroyForcibly();
            second.process().destroyForcibly();
        }
    }

    @Test
    void whatAKilledBuildHasLeftBehindBlocksNobody() throws Exception {
        Path lock = jar.resolveSibling("orchestrator-build.lock");
        Files.createDirectories(lock.getParent());
        Files.createFile(lock);
        run("stats");
        future(Files.writeString(root.resolve("pom.xml"), ""));
        Path taken = Files.createDirectory(jar.resolveSibling("orchestrator-build.lock.taken"));
        Files.setLastModifiedTime(taken, FileTime.from(Instant.EPOCH));
        run(Map.of("PATH", pathWithoutFlock()), "stats");

        assertThat(builds()).isEqualTo(2);
        assertThat(taken).doesNotExist();
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
    void aDirectoryOfTheSameNameInTheCallersCdpathIsNotMistakenForItsOwn() throws Exception {
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere/a tree"));

        assertThat(run(Path.of("a tree/orchestrator"), Map.of("CDPATH", elsewhere.getParent() + ":."), "--version")
                        .out())
                .isEqualTo("-jar " + jar.toRealPath() + " --version");
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

    /** A directory with the programs that a build needs, but no {@code flock}. */
    private String pathWithoutFlock() throws IOException {
        for (String name : List.of(
                "cat", "cp", "dirname", "find", "head", "mkdir", "mv", "readlink", "rmdir", "sed", "sleep", "touch")) {
            program("bin/" + name, "PATH=/usr/bin:/bin exec " + name + " \"$@\"");
        }
        return root.resolve("bin").toString();
    }
}
