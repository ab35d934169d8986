package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.task.WorkDirectory;
import io.taskorchestrator.task.WorkerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Looking: at one task, at many, at what happened and at the numbers. */
abstract class OrchestratorReadContract extends OrchestratorScene {

    OrchestratorReadContract(Opener opener) {
        super(opener);
    }

    private Page list(UnaryOperator<TaskQuery.Builder> how) {
        return orchestrator().list(how.apply(TaskQuery.builder()).build());
    }

    private List<String> prompts(UnaryOperator<TaskQuery.Builder> how) {
        return list(how).tasks().stream().map(task -> task.spec().prompt()).toList();
    }

    private ClaimedTask completed() {
        ClaimedTask claimed = working();
        orchestrator().heartbeat(Heartbeat.of(claimed.id(), claimed.token()).checkpoint(JsonText.of("{\"step\": 3}")));
        orchestrator().complete(Complete.of(claimed.id(), claimed.token(), TaskResult.success("done")));
        return claimed;
    }

    @Test
    void aTaskIsFoundWhole() {
        ClaimedTask claimed = completed();

        assertWhole(orchestrator().find(claimed.id()).orElseThrow());
        assertThat(orchestrator()
                        .async()
                        .find(claimed.id(), EnumSet.of(TaskPart.RESULT))
                        .join()
                        .orElseThrow()
                        .state()
                        .outcome()
                        .result())
                .isPresent();
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(orchestrator().find(UNKNOWN)).isEmpty();
    }

    @Test
    void aListHasTheTasksThatWereAskedFor() {
        ClaimedTask claimed = working();
        behind.create(in("/a b/ü&=+%").tags("x&y", "z").priority(Priority.HIGH).build());
        behind.create(in("/b").queue(QueueName.of("review")).build());

        assertThat(list(query -> query).total()).isEqualTo(3);
        assertThat(list(query -> query.status(TaskStatus.WORKING)).tasks())
                .extracting(Task::id)
                .containsExactly(claimed.id());
        assertThat(list(query -> query.priority(Priority.HIGH)).tasks()).hasSize(1);
        assertThat(list(query -> query.queue(QueueName.of("review"))).tasks()).hasSize(1);
        assertThat(list(query -> query.tag("x&y")).tasks()).hasSize(1);
        assertThat(list(query -> query.worker(WorkerId.of("alice"))).tasks()).hasSize(1);
        assertThat(list(query -> query.directory(DirectoryScope.exactly(WorkDirectory.of("/a b/ü&=+%"))))
                        .tasks())
                .hasSize(1);
        assertThat(list(query -> query.directory(DirectoryScope.below(WorkDirectory.of("/"))))
                        .tasks())
                .hasSize(3);
        assertThat(list(query -> query.createdAfter(START)).tasks()).isEmpty();
        assertThat(list(query -> query.createdBefore(START.plusNanos(1))).tasks())
                .hasSize(3);
    }

    @Test
    void aListHasWholeTasks() {
        completed();

        list(query -> query).tasks().forEach(this::assertWhole);
    }

    @Test
    void aListIsWalkedThroughByCursorAndByOffset() {
        for (int i = 0; i < 5; i++) {
            behind.create(in(SHOP).build());
        }
        List<Task> all = behind.list(TaskQuery.ALL).tasks();
        List<Task> walked = new ArrayList<>();
        TaskQuery query = TaskQuery.builder().limit(2).build();
        Page page = orchestrator().list(query);
        walked.addAll(page.tasks());
        while (page.hasMore()) {
            page = orchestrator()
                    .list(query.toBuilder()
                            .cursor(page.nextCursor().orElseThrow())
                            .build());
            walked.addAll(page.tasks());
        }

        assertThat(walked)
                .extracting(Task::id)
                .containsExactlyElementsOf(all.stream().map(Task::id).toList());
        assertThat(list(how -> how.limit(2).offset(3)).tasks())
                .extracting(Task::id)
                .containsExactly(all.get(3).id(), all.get(4).id());
        assertThat(list(how -> how.limit(2)).total()).isEqualTo(5);
    }

    @Test
    void aListCanBeginWithTheOldest() {
        behind.create(NewTask.builder(SHOP, "first").build());
        behind.create(NewTask.builder(SHOP, "second").build());

        assertThat(prompts(query -> query.order(TaskQuery.Order.OLDEST))).containsExactly("first", "second");
        assertThat(prompts(query -> query)).containsExactly("second", "first");
    }

    @Test
    void aHistoryIsReadPageByPage() {
        ClaimedTask claimed = completed();
        List<HistoryEntry> whole = orchestrator().history(claimed.id());

        assertThat(orchestrator().history(claimed.id(), 1, 1)).containsExactly(whole.get(1));
        assertThat(orchestrator().history(claimed.id(), whole.size(), 10)).isEmpty();
    }

    @Test
    void itSaysWhyATaskWaits() {
        Task task = create(how -> how.delay(Duration.ofHours(1)));
        Task other = create();

        assertThat(orchestrator().explain(task.id())).isEqualTo(behind.explain(task.id()));
        assertThat(orchestrator().explain(other.id())).isEqualTo(behind.explain(other.id()));
    }

    @Test
    void theNumbersAreTold() {
        completed();
        create();

        assertThat(orchestrator().statistics(Duration.ofMinutes(61)))
                .isEqualTo(behind.statistics(Duration.ofMinutes(61)));
        assertThat(orchestrator().statistics(Duration.ofDays(31)).total()).isEqualTo(2);
    }
}
