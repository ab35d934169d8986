package io.taskorchestrator.standalone.exec;

import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.worker.TaskContext;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the environment tells a command of its task, and what it must not tell. */
final class ChildEnvironment {

    private static final Logger LOG = LoggerFactory.getLogger(ChildEnvironment.class);

    /** Linux takes no longer string, name and end included (MAX_ARG_STRLEN). */
    private static final int LONGEST = 128 * 1024;

    private static final String PROMPT = "ORCHESTRATOR_PROMPT";
    private static final String PROMPT_LEFT_OUT = "ORCHESTRATOR_PROMPT_LEFT_OUT";

    private ChildEnvironment() {}

    /** Whether a variable can hold a secret of ours: API keys, and a database's password in its URL. */
    static boolean isSecret(String name) {
        return name.equals("ORCHESTRATOR_API_KEY")
                || name.startsWith("APP_SECURITY_")
                || name.startsWith("APP_DATABASE_");
    }

    /** Puts what a command should know of its task into {@code environment}, and takes our secrets out. */
    static void fill(Map<String, String> environment, TaskContext context) {
        environment.keySet().removeIf(ChildEnvironment::isSecret);
        Task task = context.task();
        environment.put("ORCHESTRATOR_TASK_ID", task.id().toString());
        environment.put("ORCHESTRATOR_ATTEMPT", Integer.toString(context.attempt()));
        environment.put("ORCHESTRATOR_QUEUE", task.spec().queue().value());
        environment.put("ORCHESTRATOR_PRIORITY", task.spec().priority().text());
        environment.put("ORCHESTRATOR_WORK_DIRECTORY", task.spec().directory().path());
        task.state().attempts().worker().ifPresent(worker -> environment.put("ORCHESTRATOR_WORKER_ID", worker.value()));
        put(environment, "ORCHESTRATOR_METADATA", Optional.of(task.spec().metadata()));
        put(environment, "ORCHESTRATOR_CHECKPOINT", context.checkpoint());
        environment.remove(PROMPT);
        environment.remove(PROMPT_LEFT_OUT);
        Optional<String> obstacle = obstacle(PROMPT, context.prompt());
        if (obstacle.isEmpty()) {
            environment.put(PROMPT, context.prompt());
        } else {
            environment.put(PROMPT_LEFT_OUT, obstacle.get());
            LOG.info(
                    "The prompt of task {} is on standard input only, not in {}: it {}",
                    task.id(),
                    PROMPT,
                    obstacle.get());
        }
    }

    private static void put(Map<String, String> environment, String name, Optional<JsonText> json) {
        environment.remove(name);
        json.filter(value -> obstacle(name, value.text()).isEmpty())
                .ifPresent(value -> environment.put(name, value.text()));
    }

    /** Why a variable cannot have this value; empty if it can. */
    private static Optional<String> obstacle(String name, String value) {
        int bytes = name.length() + 1 + value.getBytes(StandardCharsets.UTF_8).length + 1;
        if (bytes > LONGEST) {
            return Optional.of("is longer than a variable may be");
        }
        boolean told = value.chars().allMatch(c -> c < 0x80)
                || (Charset.defaultCharset().newEncoder().canEncode(value)
                        && ofTheSystem().newEncoder().canEncode(value));
        return told ? Optional.empty() : Optional.of("has characters that the locale does not have");
    }

    /** The encoding of names and variables; which of the two Java takes depends on its version. */
    private static Charset ofTheSystem() {
        String name = System.getProperty("sun.jnu.encoding", "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }
}
