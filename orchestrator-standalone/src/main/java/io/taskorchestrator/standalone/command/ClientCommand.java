package io.taskorchestrator.standalone.command;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.json.JsonForm;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.TaskException;
import io.taskorchestrator.task.TaskNotFoundException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * A command that talks to a server: makes the way there, prints what came of it, and says in one line what went wrong.
 *
 * <p>Thread model: one thread.
 */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
abstract class ClientCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    ClientCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * Does it.
     *
     * @return one of {@link ExitCode}
     */
    abstract int run(Orchestrator orchestrator) throws InterruptedException;

    @Override
    public final Integer call() throws InterruptedException {
        surroundings.logging().run();
        try (Orchestrator orchestrator = connect()) {
            return run(orchestrator);
        } catch (TaskException e) {
            int code = code(e);
            String hint = code == ExitCode.DENIED && connection.key().isEmpty() ? ConnectionOptions.NO_KEY : "";
            err().println(Plain.line("orchestrator: " + e.getMessage() + hint));
            return code;
        } catch (IllegalStateException e) {
            err().println(Plain.line("orchestrator: the answer is not that of a task orchestrator: " + cause(e)));
            return ExitCode.UNAVAILABLE;
        }
    }

    /** What an orchestrator fails with that is no refusal: somebody else has answered, or something that is not for us. */
    private static String cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? String.valueOf(failure.getMessage()) : cause(cause);
    }

    private Orchestrator connect() {
        try {
            return surroundings.connector().connect(connection.address(), connection.key());
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("The way to the server", String.valueOf(e.getMessage()));
        }
    }

    private static int code(TaskException failure) {
        if (failure instanceof InvalidInputException) {
            return ExitCode.NOT_UNDERSTOOD;
        }
        if (failure instanceof TaskNotFoundException || failure instanceof ConflictException) {
            return ExitCode.REFUSED;
        }
        return failure instanceof StoreUnavailableException ? ExitCode.UNAVAILABLE : ExitCode.DENIED;
    }

    final Surroundings surroundings() {
        return surroundings;
    }

    final String url() {
        return connection.url;
    }

    /** Whether a program reads what is printed. */
    final boolean isJson() {
        return connection.json;
    }

    final PrintWriter out() {
        return Objects.requireNonNull(spec, "picocli sets this").commandLine().getOut();
    }

    final PrintWriter err() {
        return Objects.requireNonNull(spec, "picocli sets this").commandLine().getErr();
    }

    /** Prints {@code value} as one line of JSON. */
    final <T> void print(JsonForm<T> form, T value) {
        out().println(Plain.json(new String(form.bytes(value), StandardCharsets.UTF_8)));
    }
}
