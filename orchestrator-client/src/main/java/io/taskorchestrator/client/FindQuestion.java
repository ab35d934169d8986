package io.taskorchestrator.client;

import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskException;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskNotFoundException;
import java.net.http.HttpResponse;
import java.util.Optional;

/**
 * Is there this task?
 *
 * @param id which task
 */
record FindQuestion(TaskId id) implements Question<Optional<Task>> {

    @Override
    public Request request() {
        return Requests.find(id);
    }

    @Override
    public Optional<Optional<Task>> read(HttpResponse<byte[]> answer) {
        return Optional.of(Optional.of(Plain.data(answer, TaskJson.TASK)));
    }

    @Override
    public Optional<Optional<Task>> answerIn(TaskException refusal) {
        return refusal instanceof TaskNotFoundException ? Optional.of(Optional.empty()) : Optional.empty();
    }
}
