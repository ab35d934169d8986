package io.taskorchestrator.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Deleted;
import io.taskorchestrator.task.HeartbeatReply;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.WaitReason;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The JSON forms of what an orchestrator answers: tasks, histories, numbers.
 *
 * <p>Names are in snake case, instants ISO-8601 in UTC, {@code …_seconds} are seconds with up to six digits of fraction,
 * {@code …_ms} and a result's {@code duration} whole milliseconds; a finer part of a duration is dropped. <b>What has no
 * value is left out</b>, never null. Metadata, checkpoints and details are written as the text that they were given as.
 *
 * <p>Readers skip fields that they do not know, and take null as left out. A task that is read back equals the one
 * written, but for what only its store needs: how its last attempt ended, its releases in a row, which results are kept,
 * whether it is to be deleted; and of its lease all but the end. Such a lease counts as fenced, without a claim id, and
 * as granted for the whole attempt.
 *
 * <p>Thread model: stateless; safe for use by many threads.
 */
public final class TaskJson {

    /** The prompt of a task that was read from a form without prompt; a task cannot be without one. */
    public static final String PROMPT_LEFT_OUT = "(left out)";

    /** A task with all its parts. */
    public static final JsonForm<Task> TASK = form(TaskWriter.FULL);

    /** A task that was handed out, with all its parts and the token: a secret. */
    public static final JsonForm<ClaimedTask> CLAIMED = JsonForm.answer(TaskWriter::write, TaskReader::readClaimed);

    /** The answer to a claim: {@code {"tasks": […]}}. */
    public static final JsonForm<List<ClaimedTask>> CLAIMED_TASKS = ListForm.answer("tasks", CLAIMED);

    /** What a worker delivered. */
    public static final JsonForm<TaskResult> RESULT = JsonForm.answer(ResultForm::write, ResultForm::read);

    /** One line of a task's history. */
    public static final JsonForm<HistoryEntry> HISTORY_ENTRY = JsonForm.answer(HistoryForm::write, HistoryForm::read);

    /** The history of a task: {@code {"entries": […]}}. */
    public static final JsonForm<List<HistoryEntry>> HISTORY = ListForm.answer("entries", HISTORY_ENTRY);

    /** The orchestrator in numbers. */
    public static final JsonForm<Statistics> STATISTICS = JsonForm.answer(StatisticsForm::write, StatisticsForm::read);

    /** Why a task is not running. */
    public static final JsonForm<WaitReason> WAIT_REASON = JsonForm.answer(WaitReasonForm::write, WaitReasonForm::read);

    /** The answer to a heartbeat. */
    public static final JsonForm<HeartbeatReply> HEARTBEAT_REPLY =
            JsonForm.answer(ReplyForms::writeHeartbeat, ReplyForms::readHeartbeat);

    /** The answer to a delete. */
    public static final JsonForm<Deleted> DELETED = JsonForm.answer(ReplyForms::writeDeleted, ReplyForms::readDeleted);

    /** What went wrong: the {@code error} of an answer. Text and whole numbers are all that is read of its details. */
    public static final JsonForm<ErrorAnswer> ERROR = JsonForm.answer(ErrorForm::write, ErrorForm::read);

    /** An instant, such as the {@code timestamp} of an answer. */
    public static final JsonForm<Instant> INSTANT =
            JsonForm.answer((instant, out) -> out.instant(instant), JsonInput::instant);

    private TaskJson() {}

    /** A task with its prompt, and with {@code parts} only of the other large parts: an item of a list. */
    public static JsonForm<Task> item(Set<TaskPart> parts) {
        return form(new TaskWriter(true, Set.copyOf(parts)));
    }

    /**
     * A task without its prompt, and with {@code parts} only of the other large parts: the answer to an action. Read
     * back, its prompt is {@link #PROMPT_LEFT_OUT}.
     */
    public static JsonForm<Task> action(Set<TaskPart> parts) {
        return form(new TaskWriter(false, Set.copyOf(parts)));
    }

    /** Tasks in a form: {@code {"tasks": […]}}, the answer to a batch. */
    public static JsonForm<List<Task>> tasks(JsonForm<Task> form) {
        return ListForm.answer("tasks", form);
    }

    /**
     * What several completions are answered, their tasks in a form: {@code {"refused": 1, "outcomes": […]}}. Each outcome has the
     * {@code task_id}, and either the {@code task} or the {@code error}.
     */
    public static JsonForm<List<CompletionAnswer>> outcomes(JsonForm<Task> form) {
        return CompletionAnswersForm.of(form);
    }

    /**
     * The page that answers {@code query}, its tasks with {@code parts} only of the large parts besides the prompt. The
     * limit and the offset are the query's, and are not read back.
     */
    public static JsonForm<Page> page(TaskQuery query, Set<TaskPart> parts) {
        TaskWriter writer = new TaskWriter(true, Set.copyOf(parts));
        return JsonForm.answer((page, out) -> PageForm.write(page, query, writer, out), PageForm::read);
    }

    /**
     * Writes the answer to a completion that asked for the next task: the completed task as {@link #action} has it, or
     * {@link #item} if {@code prompt} is wanted, and in it {@code next}, which is null if there was none. Read the two with
     * {@code TASK} and, at {@code next}, {@code CLAIMED}.
     *
     * @throws IOException if {@code out} cannot write
     */
    public static void writeWithNext(
            Task task, boolean prompt, Set<TaskPart> parts, Optional<ClaimedTask> next, JsonGenerator out)
            throws IOException {
        JsonOutput fields = new JsonOutput(out);
        fields.start();
        new TaskWriter(prompt, Set.copyOf(parts)).writeFields(task, fields);
        if (next.isPresent()) {
            fields.name("next");
            CLAIMED.write(next.get(), fields);
        } else {
            fields.nothing("next");
        }
        fields.end();
    }

    /**
     * Starts writing UTF-8 to {@code out}, with every character as itself. Closing the generator closes {@code out}.
     *
     * @throws IOException if {@code out} cannot write
     */
    public static JsonGenerator generator(OutputStream out) throws IOException {
        return JsonSyntax.generator(out);
    }

    private static JsonForm<Task> form(TaskWriter writer) {
        return JsonForm.answer(writer::write, TaskReader::read);
    }
}
