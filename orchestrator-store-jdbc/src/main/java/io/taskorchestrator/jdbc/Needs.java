package io.taskorchestrator.jdbc;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.task.TaskId;
import java.util.ArrayList;
import java.util.List;

/**
 * What the units of one transaction are going to do, announced before it begins, so that a database at the other end of a
 * wire can be asked once for all of them.
 */
final class Needs {

    private final List<Call<CreateBatch>> creates = new ArrayList<>();
    private final List<Call<Claim>> claims = new ArrayList<>();
    private final List<TaskId> tasks = new ArrayList<>();

    void create(Call<CreateBatch> batch) {
        creates.add(batch);
    }

    void claim(List<Call<Claim>> more) {
        claims.addAll(more);
    }

    void apply(List<Call<TaskCommand>> commands) {
        commands.forEach(call -> task(call.command().task()));
    }

    /** A command is about this task. */
    void task(TaskId id) {
        tasks.add(id);
    }

    List<Call<CreateBatch>> creates() {
        return creates;
    }

    List<Call<Claim>> claims() {
        return claims;
    }

    /** The tasks that commands are about. */
    List<TaskId> tasks() {
        return tasks;
    }

    /** How many history entries are going to be written, roughly. */
    int entries() {
        int drafts = creates.stream()
                .mapToInt(create -> create.command().tasks().size())
                .sum();
        return drafts + tasks.size();
    }
}
