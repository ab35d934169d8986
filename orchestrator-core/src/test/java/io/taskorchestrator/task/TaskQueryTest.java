package io.taskorchestrator.task;

import static io.taskorchestrator.task.Inputs.NOW;
import static io.taskorchestrator.task.Inputs.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TaskQueryTest {

    private static final Task TASK = Inputs.task(
            how -> how.priority(Priority.HIGH).queue(QueueName.of("gpu")).tags("a", "b"));

    @Test
    void aPlainQueryAsksForTheFirstFiftyNewestFirst() {
        assertThat(TaskQuery.ALL.limit()).isEqualTo(50);
        assertThat(TaskQuery.ALL.offset()).isZero();
        assertThat(TaskQuery.ALL.order()).isEqualTo(TaskQuery.Order.NEWEST);
        assertThat(TaskQuery.ALL.cursor()).isEmpty();
        assertThat(TaskQuery.ALL.matches(TASK)).isTrue();
    }

    @Test
    void aPageHasOneToFiveHundredTasks() {
        assertThat(TaskQuery.builder().limit(1).build().limit()).isEqualTo(1);
        assertThat(TaskQuery.builder().limit(500).build().limit()).isEqualTo(500);
        assertRefused("limit", () -> TaskQuery.builder().limit(0));
        assertRefused("limit", () -> TaskQuery.builder().limit(501));
    }

    @Test
    void anOffsetIsTenThousandAtMost() {
        assertThat(TaskQuery.builder().offset(10_000).build().offset()).isEqualTo(10_000);
        assertRefused("offset", () -> TaskQuery.builder().offset(-1));
        assertRefused("offset", () -> TaskQuery.builder().offset(10_001));
    }

    @Test
    void anOffsetAndACursorTogetherAreRefused() {
        assertRefused("offset", () -> TaskQuery.builder().offset(1).cursor("c").build());
        assertThat(TaskQuery.builder().offset(0).cursor("c").build().cursor()).contains("c");
    }

    @Test
    void aBuilderThatIsUsedAgainDoesNotChangeItsQuery() {
        TaskQuery.Builder builder = TaskQuery.builder().limit(5);
        TaskQuery query = builder.build();
        builder.limit(6);

        assertThat(query.limit()).isEqualTo(5);
    }

    @Test
    void aQueryCanBeginFromAnother() {
        TaskQuery query = TaskQuery.builder().priority(Priority.LOW).limit(5).build();

        TaskQuery next = query.toBuilder().cursor("c").build();

        assertThat(next.priority()).contains(Priority.LOW);
        assertThat(next.limit()).isEqualTo(5);
        assertThat(query.cursor()).isEmpty();
    }

    @Test
    void eachFilterAloneDecides() {
        assertMatches(query -> query.status(TaskStatus.WAITING), query -> query.status(TaskStatus.FAILED));
        assertMatches(query -> query.priority(Priority.HIGH), query -> query.priority(Priority.LOW));
        assertMatches(query -> query.queue(QueueName.of("gpu")), query -> query.queue(QueueName.DEFAULT));
        assertMatches(query -> query.tag("b"), query -> query.tag("c"));
        assertMatches(
                query -> query.directory(DirectoryScope.below(WorkDirectory.of("/projects"))),
                query -> query.directory(DirectoryScope.exactly(WorkDirectory.of("/projects"))));
    }

    @Test
    void aTaskIsFoundByTheWorkerThatHoldsItOrHeldItLast() {
        WorkerId alice = WorkerId.of("alice");
        TaskState state = TASK.state().with(Attempts.NONE.started(alice, NOW));
        Task held = TASK.changed(state);

        assertThat(TaskQuery.builder().worker(alice).build().matches(held)).isTrue();
        assertThat(TaskQuery.builder().worker(WorkerId.of("bob")).build().matches(held))
                .isFalse();
        assertThat(TaskQuery.builder().worker(alice).build().matches(TASK)).isFalse();
    }

    @Test
    void theBoundsOfTheCreationAreExclusive() {
        assertMatches(query -> query.createdAfter(NOW.minusNanos(1_000)), query -> query.createdAfter(NOW));
        assertMatches(query -> query.createdBefore(NOW.plusNanos(1_000)), query -> query.createdBefore(NOW));
    }

    @Test
    void allFiltersMustMatch() {
        TaskQuery query = TaskQuery.builder().tag("a").priority(Priority.LOW).build();

        assertThat(query.matches(TASK)).isFalse();
    }

    private static void assertMatches(
            UnaryOperator<TaskQuery.Builder> matching, UnaryOperator<TaskQuery.Builder> other) {
        assertThat(matching.apply(TaskQuery.builder()).build().matches(TASK)).isTrue();
        assertThat(other.apply(TaskQuery.builder()).build().matches(TASK)).isFalse();
    }
}
