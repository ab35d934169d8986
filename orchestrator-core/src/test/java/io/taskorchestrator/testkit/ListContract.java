package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.task.WorkDirectory;
import io.taskorchestrator.task.WorkerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Finding tasks. */
abstract class ListContract extends StoreScene {

    ListContract(StoreOpener opener) {
        super(opener);
    }

    @Test
    void listOfAnEmptyStoreIsEmpty() {
        assertThat(store().list(TaskQuery.ALL)).isEqualTo(new Page(List.of(), 0, false, Optional.empty()));
    }

    @Test
    void newestTaskComesFirst() {
        List<TaskId> ids = new ArrayList<>(ids(createMany(5)));
        Collections.reverse(ids);
        assertThat(list(query -> query)).isEqualTo(ids);
    }

    @Test
    void oldestTaskComesFirstIfAskedFor() {
        List<TaskId> ids = ids(createMany(5));
        assertThat(list(query -> query.order(TaskQuery.Order.OLDEST))).isEqualTo(ids);
    }

    @Test
    void listedTaskIsTheTaskAsItIs() {
        create();
        Task done = complete(claimOne());
        assertThat(store().list(TaskQuery.ALL).tasks())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("state.outcome.result")
                .containsExactly(done);
    }

    @Test
    void filterByStatus() {
        createMany(3);
        TaskId working = claimOne().id();
        assertThat(list(query -> query.status(TaskStatus.WORKING))).containsExactly(working);
        assertThat(list(query -> query.status(TaskStatus.WAITING))).hasSize(2);
        assertThat(list(query -> query.status(TaskStatus.FAILED))).isEmpty();
    }

    @Test
    void filterByPriority() {
        create();
        TaskId high = create(how -> how.priority(Priority.HIGH)).id();
        assertThat(list(query -> query.priority(Priority.HIGH))).containsExactly(high);
    }

    @Test
    void filterByStatusAndPriority() {
        create(how -> how.priority(Priority.HIGH));
        TaskId working = claimOne().id();
        create(how -> how.priority(Priority.HIGH));
        create();
        assertThat(list(query -> query.priority(Priority.HIGH).status(TaskStatus.WORKING)))
                .containsExactly(working);
    }

    @Test
    void filterByQueue() {
        create();
        TaskId gpu = create(how -> how.queue(QueueName.of("gpu"))).id();
        assertThat(list(query -> query.queue(QueueName.of("gpu")))).containsExactly(gpu);
    }

    @Test
    void filterByDirectory() {
        create(in("/a"));
        TaskId there = create(in("/a/b")).id();
        TaskId below = create(in("/a/b/c")).id();
        create(in("/a/bc"));
        WorkDirectory directory = WorkDirectory.of("/a/b");
        assertThat(list(query -> query.directory(DirectoryScope.exactly(directory))))
                .containsExactly(there);
        assertThat(list(query -> query.directory(DirectoryScope.below(directory))))
                .containsExactly(below, there);
        assertThat(list(query -> query.directory(DirectoryScope.ANYWHERE))).hasSize(4);
    }

    @Test
    void directoryWithWildcardCharactersMeansItself() {
        create(in("/aXb/c"));
        TaskId there = create(in("/a_b/%")).id();
        assertThat(list(query -> query.directory(DirectoryScope.below(WorkDirectory.of("/a_b")))))
                .containsExactly(there);
    }

    @Test
    void filterByWorkerFindsWhatItHoldsOrHeldLast() {
        createMany(3);
        TaskId done = complete(claimOne()).id();
        claimOne(Claim.by("bob"));
        assertThat(list(query -> query.worker(WorkerId.of("alice")))).containsExactly(done);
    }

    @Test
    void filterByTag() {
        create(how -> how.tags("slow", "sql"));
        TaskId tagged = create(how -> how.tags("Größe", "x")).id();
        assertThat(list(query -> query.tag("Größe"))).containsExactly(tagged);
        assertThat(list(query -> query.tag("s"))).isEmpty();
    }

    @Test
    void filterByCreationLeavesOutTheBounds() {
        create();
        advance(Duration.ofNanos(1_000));
        TaskId between = create().id();
        advance(Duration.ofNanos(1_000));
        create();
        assertThat(list(query -> query.createdAfter(START).createdBefore(START.plusNanos(2_000))))
                .containsExactly(between);
    }

    @Test
    void totalsByStatusAndPriorityAreExact() {
        createMany(20);
        complete(claimOne());
        create(how -> how.priority(Priority.LOW));
        TaskQuery.Builder query = TaskQuery.builder().limit(3);
        requireTotal(query, 21);
        requireTotal(TaskQuery.builder().limit(3).status(TaskStatus.WAITING), 20);
        requireTotal(TaskQuery.builder().limit(3).priority(Priority.LOW), 1);
        requireTotal(TaskQuery.builder().status(TaskStatus.WAITING).priority(Priority.MEDIUM), 19);
    }

    private List<TaskId> list(UnaryOperator<TaskQuery.Builder> how) {
        return ids(store().list(how.apply(TaskQuery.builder()).build()).tasks());
    }

    private void requireTotal(TaskQuery.Builder query, long total) {
        Page page = store().list(query.build());
        assertThat(page.total()).isEqualTo(total);
        assertThat(page.totalCapped()).isFalse();
    }

    private static List<TaskId> ids(List<Task> tasks) {
        return tasks.stream().map(Task::id).toList();
    }
}
