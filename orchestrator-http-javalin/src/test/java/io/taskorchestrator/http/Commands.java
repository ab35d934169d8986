package io.taskorchestrator.http;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs of this machine to their end, or ends them. */
final class Commands {

    private static final long PATIENCE_SECONDS = 60;

    private Commands() {}

    /** What a program left behind. */
    record Outcome(int exit, String output) {}

    /** Skips the test if {@code command}, which should do nothing, does not succeed. */
    static void require(String what, String... command) {
        try {
            if (run(Map.of(), List.of(command)).exit() != 0) {
                abort("Skipped: there is no " + what + " here");
            }
        } catch (UncheckedIOException e) {
            abort("Skipped: there is no " + what + " here: " + e.getMessage());
        }
    }

    static Outcome run(Map<String, String> environment, List<String> command) {
        try {
            Path output = Files.createTempFile("command", ".out");
            try {
                ProcessBuilder builder =
                        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                // Nothing but us stands between the program and the server.
                builder.environment()
                        .keySet()
                        .removeIf(
                                name -> name.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy"));
                return new Outcome(exit(builder.start()), Files.readString(output, StandardCharsets.UTF_8));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int exit(Process process) {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(
                        "It does not end: " + process.info().commandLine().orElse("?"));
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
