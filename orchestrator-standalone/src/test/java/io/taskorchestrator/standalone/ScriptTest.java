package io.taskorchestrator.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the script gives to Java. */
@Timeout(120)
class ScriptTest extends ScriptTree {

    @Test
    void theArchiveOfClassesIsMadeOnceForEachJarAndOnlyForServers() throws Exception {
        assertThat(run("stats").out()).startsWith("-jar");
        assertThat(preparations()).isZero();

        assertThat(run("serve").err()).contains("orchestrator: preparing faster starts, once");
        assertThat(run("serve").err()).isEmpty();
        assertThat(preparations()).isOne();

        future(jar);
        assertThat(run("serve").out()).startsWith(shared());
        assertThat(preparations()).isEqualTo(2);
    }

    @Test
    void anArchiveWhoseJarWasReplacedMeanwhileIsNotTakenForTheNewOnes() throws Exception {
        String replace = "touch -d 2100-01-01 '" + jar + "'";
        java("echo whole >\"$file\"; " + replace);

        assertThat(run("serve").out()).startsWith(COLLECTOR + "-jar");
        assertThat(run("serve").out()).startsWith(shared());
        assertThat(preparations()).isEqualTo(2);
    }

    @Test
    void toldToEndWhileTheArchiveIsMadeItEndsAtOnceAndLeavesNothing() throws Exception {
        java("echo $$ >'" + root.resolve("dumping") + "'; exec sleep 1000");
        Running serve = start(root.resolve("orchestrator"), Map.of(), "serve");
        try {
            eventually(() -> !content("dumping").isEmpty());
            serve.process().toHandle().destroy();

            assertThat(serve.end().code()).isZero();
            assertThat(serve.out()).isEmptyFile();
            assertThat(ProcessHandle.of(Long.parseLong(content("dumping").strip())))
                    .isEmpty();
            try (Stream<Path> left = Files.list(archive().getParent())) {
                assertThat(left).noneMatch(path -> path.getFileName().toString().contains(".jsa"));
            }
        } finally {
            serve.process().destroyForcibly();
        }
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
}
