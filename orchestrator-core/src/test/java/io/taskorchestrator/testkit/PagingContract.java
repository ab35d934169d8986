package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.task.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading a list page by page. */
abstract class PagingContract extends StoreScene {

    PagingContract(StoreOpener opener) {
        super(opener);
    }

    @Test
    void pageTellsWhetherThereIsMore() {
        createMany(5);
        assertThat(store().list(TaskQuery.builder().limit(4).build()).hasMore()).isTrue();
        assertThat(store().list(TaskQuery.builder().limit(5).build()).hasMore()).isFalse();
    }

    @Test
    void offsetPassesOverMatchingTasks() {
        List<TaskId> ids = ids(createMany(10));
        claimOne();
        assertThat(list(query -> query.status(TaskStatus.WAITING)
                        .order(TaskQuery.Order.OLDEST)
                        .offset(3)
                        .limit(2)))
                .isEqualTo(ids.subList(4, 6));
        assertThat(list(query -> query.offset(10))).isEmpty();
    }

    @Test
    void cursorGoesOnWhereAPageByOffsetEnded() {
        List<TaskId> ids = ids(createMany(10));
        TaskQuery query = TaskQuery.builder()
                .order(TaskQuery.Order.OLDEST)
                .limit(3)
                .offset(2)
                .build();
        String cursor = store().list(query).nextCursor().orElseThrow();
        assertThat(list(next -> next.order(TaskQuery.Order.OLDEST).limit(3).cursor(cursor)))
                .isEqualTo(ids.subList(5, 8));
    }

    @ParameterizedTest
    @EnumSource
    void everyTaskIsSeenOnceThoughTasksComeAndEndBetweenThePages(TaskQuery.Order order) {
        List<TaskId> ids = ids(createMany(50));
        List<TaskId> seen = readAll(TaskQuery.builder().order(order).limit(7), page -> {
            createMany(3);
            complete(claimOne());
        });
        assertThat(seen).doesNotHaveDuplicates().containsAll(ids);
    }

    @ParameterizedTest
    @EnumSource
    void everyTaskThatStaysIsSeenOnceThoughOthersGoBetweenThePages(TaskQuery.Order order) {
        List<TaskId> ids = new ArrayList<>(ids(createMany(50)));
        List<TaskId> seen = readAll(TaskQuery.builder().order(order).limit(7), page -> {
            TaskId lastOfPage = page.tasks().get(page.tasks().size() - 1).id();
            change(Delete.of(lastOfPage));
        });
        assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ids);
    }

    @ParameterizedTest
    @EnumSource
    void everyTaskThatStillMatchesIsSeenOnceThoughOthersStopMatching(TaskQuery.Order order) {
        List<TaskId> ids = new ArrayList<>(ids(createMany(50)));
        List<TaskId> seen = readAll(TaskQuery.builder().order(order).limit(7).status(TaskStatus.WAITING), page -> {
            change(Cancel.of(page.tasks().get(3).id()));
        });
        assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void taskBehindTenThousandOthersIsFound() {
        TaskId rare = create(how -> how.tags("rare")).id();
        for (int i = 0; i < 11; i++) {
            createMany(1_000);
        }
        assertThat(readAll(TaskQuery.builder().tag("rare"), page -> {})).containsExactly(rare);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not a cursor", "", "{}", "550e8400-e29b-41d4-a716-446655440000"})
    void foreignCursorIsRefusedByName(String cursor) {
        create();
        TaskQuery query = TaskQuery.builder().cursor(cursor).build();
        assertThatThrownBy(() -> store().list(query))
                .asInstanceOf(type(InvalidInputException.class))
                .satisfies(e ->
                        assertThat(e.violations()).extracting(Violation::field).containsExactly("cursor"));
    }

    private List<TaskId> list(UnaryOperator<TaskQuery.Builder> how) {
        return ids(store().list(how.apply(TaskQuery.builder()).build()).tasks());
    }

    private List<TaskId> readAll(TaskQuery.Builder query, Consumer<Page> between) {
        List<TaskId> seen = new ArrayList<>();
        Page page = store().list(query.build());
        seen.addAll(ids(page.tasks()));
        for (int pages = 1; page.hasMore(); pages++) {
            assertThat(pages).as("Pages").isLessThan(100);
            between.accept(page);
            page = store().list(query.cursor(page.nextCursor().orElseThrow()).build());
            seen.addAll(ids(page.tasks()));
        }
        return seen;
    }

    private static List<TaskId> ids(List<Task> tasks) {
        return tasks.stream().map(Task::id).toList();
    }
}
