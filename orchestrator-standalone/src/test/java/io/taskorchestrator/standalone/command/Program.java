package io.taskorchestrator.standalone.command;

import io.taskorchestrator.AsyncOrchestrator;
import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands, run in this JVM with an orchestrator in place of a server. */
final class Program {

    private final EmbeddedOrchestrator orchestrator;
    private final Map<String, String> environment = new HashMap<>();
    private String input = "";
    private Consumer<BooleanSupplier> atEnd = last -> {};
    private Optional<Connector> connector = Optional.empty();

    /** Where the last command thought its server to be, and what key it had. */
    private String connected = "";

    Program(EmbeddedOrchestrator orchestrator) {
        this.orchestrator = orchestrator;
    }

    @Command(name = "orchestrator")
    private static final class Root {}

    /**
     * What came of a command.
     *
     * @param code the exit code
     * @param out what it printed
     * @param err what it printed as an error
     */
    record Ran(int code, String out, String err) {}

    /** Closing a command's way to the server does not close the server. */
    private record Way(Orchestrator orchestrator) implements Orchestrator {

        @Override
        public AsyncOrchestrator async() {
            return orchestrator.async();
        }

        @Override
        public Orchestrator as(String caller) {
            return new Way(orchestrator.as(caller));
        }

        @Override
        public void close() {
            // the test closes it
        }
    }

    Program variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Program input(String text) {
        input = text;
        return this;
    }

    Program connector(Connector other) {
        connector = Optional.of(other);
        return this;
    }

    Program atEnd(Consumer<BooleanSupplier> other) {
        atEnd = other;
        return this;
    }

    String connected() {
        return connected;
    }

    private Orchestrator connect(URI url, Optional<String> key) {
        connected = url + " " + key.orElse("without a key");
        return connector.isPresent() ? connector.get().connect(url, key) : new Way(orchestrator);
    }

    CommandLine commandLine(PrintWriter out, PrintWriter err) {
        CommandLine program = new CommandLine(new Root()).setOut(out).setErr(err);
        Surroundings surroundings = new Surroundings(
                environment,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                this::connect,
                () -> {},
                () -> "host-7",
                atEnd);
        Commands.addTo(program, surroundings);
        return program;
    }

    Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
        return new Ran(code, out.toString(), err.toString());
    }
}
