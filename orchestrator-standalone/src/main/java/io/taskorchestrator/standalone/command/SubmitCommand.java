package io.taskorchestrator.standalone.command;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code orchestrator submit}: creates a task. */
@Command(name = "submit", description = "Creates a task and prints its id.")
final class SubmitCommand extends ClientCommand {

    /** A prompt in UTF-8 has no more bytes. */
    private static final int LONGEST_PROMPT = 4 * TaskLimits.PROMPT_LENGTH;

    @Option(names = "--path", paramLabel = "<dir>", required = true, description = "The work directory, absolute.")
    private String path = "";

    @Option(names = "--priority", paramLabel = "<priority>", description = "low, medium or high; default: medium")
    @Nullable private String priority;

    @Option(names = "--queue", paramLabel = "<queue>", description = "What kind of worker it is for; default: default")
    @Nullable private String queue;

    @Option(names = "--tag", paramLabel = "<tag>", description = "A tag to find it by; may be given several times.")
    private List<String> tags = new ArrayList<>();

    @Option(names = "--metadata", paramLabel = "<json>", description = "An object of your own.")
    @Nullable private String metadata;

    @Option(names = "--max-retries", paramLabel = "<count>", description = "0 to 100; default: the server's")
    @Nullable private Integer maxRetries;

    @Option(names = "--retry", description = "Retry by itself after failures, with backoff.")
    private boolean automatic;

    @Option(names = "--timeout", paramLabel = "<time>", description = "How long one attempt may run: 90, 30s, 5m, 2h")
    @Nullable private String timeout;

    @Option(names = "--delay", paramLabel = "<time>", description = "Not handed out before so much time has passed.")
    @Nullable private String delay;

    @Option(
            names = "--access",
            paramLabel = "<access>",
            description = "unrestricted, shared or exclusive in its directory; default: the server's")
    @Nullable private String access;

    @Option(
            names = "--key",
            paramLabel = "<key>",
            description = "An idempotency key: whatever is repeated with it makes one task.")
    @Nullable private String key;

    @Parameters(
            arity = "0..1",
            paramLabel = "<prompt>",
            description = "What is to be done; without it, or with -, standard input says it.")
    @Nullable private String prompt;

    SubmitCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Orchestrator orchestrator) {
        NewTask.Builder builder = NewTask.builder(path, prompt()).tags(tags);
        if (priority != null) {
            builder.priority(Priority.parse(priority));
        }
        if (queue != null) {
            builder.queue(QueueName.of(queue));
        }
        if (metadata != null) {
            builder.metadata(JsonText.of(metadata));
        }
        if (access != null) {
            builder.directoryAccess(DirectoryAccess.parse(access));
        }
        limits(builder);
        Task task = create(orchestrator, builder.build());
        if (isJson()) {
            print(TaskJson.TASK, task);
        } else {
            out().println(task.id());
        }
        return ExitCode.DONE;
    }

    private void limits(NewTask.Builder builder) {
        if (maxRetries != null) {
            builder.maxRetries(maxRetries);
        }
        if (automatic) {
            builder.retry(RetryPolicy.AUTOMATIC);
        }
        if (timeout != null) {
            builder.timeout(Spans.parse("--timeout", timeout));
        }
        if (delay != null) {
            builder.delay(Spans.parse("--delay", delay));
        }
    }

    private Task create(Orchestrator orchestrator, NewTask task) {
        if (key == null) {
            return orchestrator.create(task);
        }
        Created created = orchestrator.create(task, key);
        if (created.replayed()) {
            err().println("orchestrator: the key was used before; this is the task that it made then");
        }
        return created.tasks().get(0);
    }

    private String prompt() {
        if (prompt != null && !prompt.equals("-")) {
            return prompt;
        }
        try {
            byte[] bytes = surroundings().input().readNBytes(LONGEST_PROMPT + 1);
            if (bytes.length > LONGEST_PROMPT) {
                throw new InvalidInputException(
                        "prompt", "must have at most %d characters".formatted(TaskLimits.PROMPT_LENGTH));
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidInputException("prompt", "must be UTF-8 text, but standard input is not");
        } catch (IOException e) {
            throw new InvalidInputException("prompt", "cannot be read from standard input: " + e.getMessage());
        }
    }
}
