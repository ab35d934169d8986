package io.taskorchestrator.client;

import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Is this task finished? Asked until it is, or the time is over. */
final class AwaitQuestion implements Question<Task> {

    private final TaskId id;
    private final LongWait wait;

    AwaitQuestion(Line line, TaskId id, Duration wait) {
        this.id = id;
        this.wait = new LongWait(line, wait);
    }

    @Override
    public Request request() {
        return Requests.await(id, wait.next());
    }

    @Override
    public Optional<Task> read(HttpResponse<byte[]> answer) {
        Task task = Plain.data(answer, TaskJson.TASK);
        return task.status().isFinished() || wait.isOver() ? Optional.of(task) : Optional.empty();
    }
}
