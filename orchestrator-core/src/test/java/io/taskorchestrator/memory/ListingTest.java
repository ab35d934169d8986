package io.taskorchestrator.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists where their inner borders are: 256 tasks to a chunk, 10,000 looked at for a page. */
class ListingTest {

    private static final int BATCH = 500;
    private static final int MORE_THAN_ONE_PAGE_LOOKS_AT = 10_500;
    private static final TaskQuery OLDEST =
            TaskQuery.builder().order(TaskQuery.Order.OLDEST).limit(100).build();
    private static final TaskQuery NEWEST = TaskQuery.builder().limit(100).build();
    private static final TaskQuery RARE =
            TaskQuery.builder().tag("rare").limit(100).build();

    private final TestStore store = new TestStore(StoreSettings.STANDARD);

    private List<TaskId> create(int count) {
        List<TaskId> ids = new ArrayList<>();
        while (ids.size() < count) {
            NewTask.Builder[] batch = new NewTask.Builder[Math.min(BATCH, count - ids.size())];
            Arrays.fill(batch, TestStore.task("/work"));
            ids.addAll(store.createAll(batch));
        }
        return ids;
    }

    private void delete(List<TaskId> ids) {
        ids.forEach(id -> store.apply(Delete.of(id)));
    }

    /** The ids of all pages together. */
    private List<TaskId> pages(TaskQuery query) {
        List<TaskId> ids = new ArrayList<>();
        Page page = store.store.list(query);
        ids.addAll(ids(page));
        while (page.hasMore()) {
            page = next(query, page);
            ids.addAll(ids(page));
        }
        return ids;
    }

    private Page next(TaskQuery query, Page page) {
        return store.store.list(query.toBuilder()
                .offset(0)
                .cursor(page.nextCursor().orElseThrow())
                .build());
    }

    private static List<TaskId> ids(Page page) {
        return page.tasks().stream().map(Task::id).toList();
    }

    private static List<TaskId> reversed(List<TaskId> ids) {
        List<TaskId> reversed = new ArrayList<>(ids);
        Collections.reverse(reversed);
        return reversed;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 99, 100, 101, 200, 255, 256, 257, 511, 512, 513})
    void pagesTogetherAreAllTasksInBothOrders(int count) {
        List<TaskId> ids = create(count);
        assertThat(pages(OLDEST)).isEqualTo(ids);
        assertThat(pages(NEWEST)).isEqualTo(reversed(ids));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255, 256, 257, 500})
    void everyPageIsFullButTheLast(int limit) {
        create(600);
        TaskQuery query = OLDEST.toBuilder().limit(limit).build();
        Page page = store.store.list(query);
        int left = 600;
        while (page.hasMore()) {
            assertThat(page.tasks()).hasSize(limit);
            left -= limit;
            page = next(query, page);
        }
        assertThat(page.tasks()).hasSize(left);
    }

    @Test
    void pageThatEndsWithTheLastTaskHasNoNext() {
        create(100);
        assertThat(store.store.list(OLDEST).hasMore()).isFalse();
        assertThat(store.store.list(NEWEST).hasMore()).isFalse();
    }

    @Test
    void deletedTasksLeaveNoHoles() {
        List<TaskId> ids = create(600);
        List<TaskId> deleted =
                ids.stream().filter(id -> ids.indexOf(id) % 3 == 0).toList();
        delete(deleted);
        List<TaskId> left = ids.stream().filter(id -> !deleted.contains(id)).toList();
        assertThat(pages(OLDEST)).isEqualTo(left);
        assertThat(pages(NEWEST)).isEqualTo(reversed(left));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 257, 300})
    void runOfDeletedTasksIsPassedOver(int from) {
        List<TaskId> ids = create(800);
        delete(ids.subList(from, from + 257));
        List<TaskId> left = new ArrayList<>(ids.subList(0, from));
        left.addAll(ids.subList(from + 257, 800));
        assertThat(pages(OLDEST)).isEqualTo(left);
        assertThat(pages(NEWEST)).isEqualTo(reversed(left));
    }

    @Test
    void listGoesOnAfterAllTasksWereDeletedAndOthersCreated() {
        delete(create(300));
        assertThat(pages(NEWEST)).isEmpty();
        List<TaskId> ids = create(300);
        assertThat(pages(OLDEST)).isEqualTo(ids);
    }

    @Test
    void cursorOutlivesTheTaskThatItStandsAt() {
        List<TaskId> ids = create(300);
        Page page = store.store.list(OLDEST);
        delete(ids.subList(50, 260));
        assertThat(ids(next(OLDEST, page))).isEqualTo(ids.subList(260, 300));
    }

    @Test
    void tasksCreatedBetweenTwoPagesDoNotMoveTheSecond() {
        List<TaskId> ids = create(300);
        Page page = store.store.list(NEWEST);
        create(300);
        assertThat(ids(next(NEWEST, page))).isEqualTo(reversed(ids.subList(100, 200)));
    }

    @Test
    void offsetSkipsAcrossChunks() {
        List<TaskId> ids = create(600);
        assertThat(ids(store.store.list(OLDEST.toBuilder().offset(250).build())))
                .isEqualTo(ids.subList(250, 350));
        assertThat(ids(store.store.list(OLDEST.toBuilder().offset(600).build())))
                .isEmpty();
    }

    @Test
    void tasksThatChangedAreFoundByTheirNewStatusOnly() {
        create(600);
        List<TaskId> working = store.claimAll(Claim.by("worker").limit(100)).stream()
                .map(task -> task.id())
                .toList();
        TaskQuery query = OLDEST.toBuilder().status(TaskStatus.WORKING).build();
        assertThat(pages(query)).isEqualTo(working);
        assertThat(pages(OLDEST.toBuilder().status(TaskStatus.WAITING).build()))
                .hasSize(500)
                .doesNotContainAnyElementsOf(working);
    }

    @Test
    void chunksWithoutMatchAreNotLookedAt() {
        TaskId high = store.create(TestStore.task("/work").priority(Priority.HIGH));
        create(MORE_THAN_ONE_PAGE_LOOKS_AT);
        TaskQuery query = TaskQuery.builder().priority(Priority.HIGH).build();
        assertThat(ids(store.store.list(query))).containsExactly(high);
    }

    @Test
    void pageIsShortAfterTenThousandTasksThatDoNotMatch() {
        TaskId rare = store.create(TestStore.task("/work").tags("rare"));
        create(MORE_THAN_ONE_PAGE_LOOKS_AT);
        Page first = store.store.list(RARE);
        assertThat(first.tasks()).isEmpty();
        assertThat(first.hasMore()).isTrue();
        Page second = next(RARE, first);
        assertThat(ids(second)).containsExactly(rare);
        assertThat(second.hasMore()).isFalse();
    }

    @Test
    void totalIsCappedWhereNoCounterKnowsIt() {
        create(MORE_THAN_ONE_PAGE_LOOKS_AT);
        Page page =
                store.store.list(TaskQuery.builder().queue(QueueName.DEFAULT).build());
        assertThat(page.totalCapped()).isTrue();
        assertThat(page.total()).isGreaterThanOrEqualTo(10_000).isLessThan(MORE_THAN_ONE_PAGE_LOOKS_AT);
    }

    @Test
    void totalIsExactWhereCountersKnowIt() {
        create(MORE_THAN_ONE_PAGE_LOOKS_AT);
        Page page = store.store.list(TaskQuery.builder()
                .status(TaskStatus.WAITING)
                .priority(Priority.MEDIUM)
                .build());
        assertThat(page.totalCapped()).isFalse();
        assertThat(page.total()).isEqualTo(MORE_THAN_ONE_PAGE_LOOKS_AT);
    }

    @Test
    void totalOfFewTasksIsExactWithoutCounter() {
        create(257);
        store.create(TestStore.task("/work").tags("rare"));
        Page page = store.store.list(RARE);
        assertThat(page.totalCapped()).isFalse();
        assertThat(page.total()).isEqualTo(1);
    }

    @Test
    void cursorOfAnotherKindIsRefusedByName() {
        create(1);
        TaskQuery query = OLDEST.toBuilder().cursor("not a cursor").build();
        assertThatThrownBy(() -> store.store.list(query))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("cursor");
    }
}
