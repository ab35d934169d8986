package io.taskorchestrator.standalone.exec;

import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.TaskLimits;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.worker.StopReason;
import io.taskorchestrator.worker.TaskContext;
import io.taskorchestrator.worker.TaskFailedException;
import io.taskorchestrator.worker.TaskHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on a task by running a shell command in its work directory, with the prompt on standard input. Exit code 0 completes
 * the task with what the command printed, any other fails it. The task is over when the command is: what it leaves running
 * is ended. If the task shall stop, the command and all that it has started is ended, by SIGTERM and after a grace by
 * SIGKILL.
 *
 * <p>Thread model: safe for use by many threads; each task has two more threads, for input and output.
 */
public final class ExecHandler implements TaskHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ExecHandler.class);

    /** Even if each byte becomes a replacement character of three, a result may have so much. */
    private static final int KEPT_OUTPUT = 1024 * 1024;

    private static final int CHUNK = 64 * 1024;

    /** A heartbeat takes no more than one word a second; what was printed meanwhile is looked at once. */
    private static final Duration BETWEEN_WORDS = Duration.ofSeconds(1);

    /** How long the end of the output is waited for once nothing of the command is left that we know of. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private static final int SIGNALLED = 128;

    private final String command;
    private final Duration grace;

    /**
     * Creates the handler.
     *
     * @param command is given to {@code /bin/sh -c}
     * @param grace the time between SIGTERM and SIGKILL
     */
    public ExecHandler(String command, Duration grace) {
        this.command = command;
        this.grace = grace;
    }

    @Override
    public TaskResult handle(TaskContext context) throws TaskFailedException {
        ProcessTree tree = start(context);
        OutputTail output = new OutputTail(KEPT_OUTPUT);
        Thread reader = thread("output", () -> read(tree.process().getInputStream(), output));
        thread("input", () -> write(tree.process().getOutputStream(), context.prompt()));
        try {
            int code = await(tree.process(), output, context);
            tree.end(grace);
            awaitEnd(reader);
            return result(code, output);
        } catch (InterruptedException e) {
            String why = context.stopReason().map(ExecHandler::text).orElse("interrupted");
            LOG.info("Ending the command of task {}: {}", context.task().id(), why);
            tree.end(grace);
            awaitEnd(reader);
            throw new TaskFailedException("The command was ended: " + why).with(printed("stopped", output, ""));
        }
    }

    /** Waits for the end of the command, and tells its last lines meanwhile. */
    private static int await(Process process, OutputTail output, TaskContext context) throws InterruptedException {
        long told = 0;
        while (!process.waitFor(BETWEEN_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
            if (output.total() > told) {
                told = output.total();
                context.progress(LastLines.of(output, TaskLimits.PROGRESS_LENGTH));
            }
        }
        return process.exitValue();
    }

    private static String text(StopReason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private ProcessTree start(TaskContext context) throws TaskFailedException {
        String directory = context.task().spec().directory().path();
        try {
            Path path = Path.of(directory);
            if (!Files.isDirectory(path)) {
                // May be retried: it can be there later, or on the machine of another worker.
                throw new TaskFailedException("There is no directory " + directory + " where the worker runs");
            }
            ProcessBuilder builder =
                    new ProcessBuilder().directory(path.toFile()).redirectErrorStream(true);
            ChildEnvironment.fill(builder.environment(), context);
            return ProcessTree.start(builder, List.of("/bin/sh", "-c", command));
        } catch (InvalidPathException e) {
            throw new TaskFailedException("The directory " + directory + " has a name that the worker's locale lacks");
        } catch (IOException e) {
            throw new TaskFailedException("The command cannot be started: " + e.getMessage());
        }
    }

    private static TaskResult result(int code, OutputTail output) throws TaskFailedException {
        String details = "\"exit_code\": %d, ".formatted(code);
        if (code == 0) {
            return printed(TaskResult.SUCCESS.status(), output, details);
        }
        String signal = code > SIGNALLED ? " (signal " + (code - SIGNALLED) + ")" : "";
        String end = LastLines.of(output, TaskLimits.PROGRESS_LENGTH);
        String message = "Exit code " + code + signal + (end.isEmpty() ? "" : ": " + end);
        throw new TaskFailedException(message).with(printed("failure", output, details));
    }

    private static TaskResult printed(String status, OutputTail output, String details) {
        String json = "{%s\"output_bytes\": %d, \"output_bytes_left_out\": %d}"
                .formatted(details, output.total(), output.cut());
        return new TaskResult(status, Optional.of(output.text()), Optional.empty(), Optional.of(JsonText.of(json)));
    }

    private static Thread thread(String what, Runnable work) {
        Thread thread = new Thread(work, Thread.currentThread().getName() + "-" + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void read(InputStream stream, OutputTail output) {
        byte[] chunk = new byte[CHUNK];
        try (stream) {
            for (int count = stream.read(chunk); count >= 0; count = stream.read(chunk)) {
                output.add(chunk, count);
            }
        } catch (IOException e) {
            LOG.debug("The output has ended", e);
        }
    }

    private static void write(OutputStream stream, String prompt) {
        try (stream) {
            stream.write(prompt.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.debug("The command does not read its input to the end", e);
        }
    }

    /** Waits for the rest of the output; a daemon that the command has left may hold it open for ever. */
    private static void awaitEnd(Thread reader) {
        boolean interrupted = Thread.interrupted();
        try {
            reader.join(LAST_WORDS.toMillis());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
