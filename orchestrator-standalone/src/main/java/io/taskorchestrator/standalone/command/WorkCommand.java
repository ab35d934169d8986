package io.taskorchestrator.standalone.command;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.standalone.exec.ExecHandler;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskText;
import io.taskorchestrator.worker.Worker;
import io.taskorchestrator.worker.WorkerBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code orchestrator work}: a worker that runs a command for each task. */
@Command(
        name = "work",
        description = "Works on tasks by running a command for each, until it is told to end (SIGTERM, Ctrl-C).",
        footer = {
            "",
            "The command runs in the task's work directory, by /bin/sh -c. Standard input",
            "is the prompt; so is ORCHESTRATOR_PROMPT, unless it is longer than 128 KiB.",
            "ORCHESTRATOR_TASK_ID, _ATTEMPT, _WORKER_ID, _WORK_DIRECTORY, _QUEUE,",
            "_PRIORITY, _METADATA and _CHECKPOINT tell the rest. Exit code 0 completes the",
            "task with what was printed, any other fails it."
        })
final class WorkCommand extends ClientCommand {

    private static final int LONGEST_HOST = 80;

    @Option(names = "--path", paramLabel = "<dir>", required = true, description = "Tasks of this work directory.")
    private String path = "";

    @Option(names = "--recursive", description = "Tasks of everything below it, too.")
    private boolean recursive;

    @Option(names = "--exec", paramLabel = "<command>", required = true, description = "What to run for each task.")
    private String command = "";

    @Option(
            names = {"-n", "--concurrency"},
            paramLabel = "<count>",
            defaultValue = "1",
            description = "How many tasks at once; default: 1")
    private int concurrency;

    @Option(names = "--queue", paramLabel = "<queue>", description = "Tasks of this queue; default: default")
    @Nullable private String queue;

    @Option(names = "--worker-id", paramLabel = "<id>", description = "Who works; default: host and process id")
    @Nullable private String worker;

    @Option(
            names = "--lease",
            paramLabel = "<time>",
            defaultValue = "60s",
            description = "After so long without a word of this process its tasks go to others; default: 60s")
    private String lease = "";

    @Option(
            names = "--grace",
            paramLabel = "<time>",
            defaultValue = "10s",
            description = "Between SIGTERM and SIGKILL for a command that shall end; default: 10s")
    private String grace = "";

    @Option(
            names = "--stop-within",
            paramLabel = "<time>",
            defaultValue = "30s",
            description = "When this process is told to end: what still runs after half of it is ended; default: 30s")
    private String stopWithin = "";

    private Optional<Worker> working = Optional.empty();
    private boolean ended;

    WorkCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Orchestrator orchestrator) {
        WorkerBuilder builder = builder(orchestrator);
        lookForServer(orchestrator);
        // First this: nobody would end the commands of a worker that starts while the process is told to end.
        surroundings().atEnd().accept(this::end);
        start(builder);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            err().println("orchestrator: told to end");
            end();
        }
        return ExitCode.DONE;
    }

    private synchronized void start(WorkerBuilder builder) {
        working = ended ? Optional.empty() : Optional.of(builder.start());
    }

    /** Ends the worker; one that has not started does not start any more. Returns whether there was one. */
    private synchronized boolean end() {
        ended = true;
        working.ifPresent(Worker::close);
        return working.isPresent();
    }

    private WorkerBuilder builder(Orchestrator orchestrator) {
        Duration term = Spans.parse("--grace", grace);
        Duration limit = Spans.parse("--stop-within", stopWithin);
        Duration leased = Spans.parse("--lease", lease);
        requireHalf(term, "--stop-within", limit);
        // The lease of a cancelled task is not renewed: its directory must not be free before the command has ended.
        requireHalf(term, "--lease", leased);
        WorkerBuilder builder = Worker.builder(orchestrator, name(), new ExecHandler(command, term))
                .concurrency(concurrency)
                .lease(leased)
                .closeWithin(limit);
        if (queue != null) {
            builder.queue(QueueName.of(queue));
        }
        return recursive ? builder.below(path) : builder.in(path);
    }

    private static void requireHalf(Duration grace, String option, Duration whole) {
        if (grace.compareTo(whole.dividedBy(2)) >= 0) {
            throw new InvalidInputException(
                    "--grace",
                    "must be less than half of %s, but is %s of %s"
                            .formatted(option, Spans.text(grace), Spans.text(whole)));
        }
    }

    /** A key that is not allowed is told at once; a server that is not there yet is waited for. */
    private void lookForServer(Orchestrator orchestrator) {
        try {
            orchestrator.list(TaskQuery.builder().limit(1).build());
            err().println(Plain.line("orchestrator: working as %s on tasks of %s".formatted(name(), url())));
        } catch (StoreUnavailableException e) {
            err().println(Plain.line("orchestrator: %s; trying again and again".formatted(e.getMessage())));
        }
    }

    private String name() {
        if (worker != null) {
            return worker;
        }
        return TaskText.shortened(surroundings().host().get(), LONGEST_HOST) + "-"
                + ProcessHandle.current().pid();
    }
}
