package io.taskorchestrator.task;

import java.time.Instant;
import java.util.Optional;

/**
 * Which tasks to list, and which page of them.
 *
 * <p>A page is found by offset (at most 10,000) or by the cursor that the page before it carried. Cursors stay valid
 * when tasks come and go; an offset counts anew each time.
 */
public final class TaskQuery {

    /** Most tasks of one page. */
    public static final int MOST_PER_PAGE = 500;

    /** Tasks of one page unless the query says otherwise. */
    public static final int STANDARD_PER_PAGE = 50;

    /** Largest offset; go further by cursor. */
    public static final int LARGEST_OFFSET = 10_000;

    /** Every task, newest first, the first page. */
    public static final TaskQuery ALL = builder().build();

    /** The order of a list: by creation. */
    public enum Order {
        /** The task created last comes first. */
        NEWEST,
        /** The task created first comes first. */
        OLDEST;

        /**
         * Reads a name in any case.
         *
         * @throws InvalidInputException naming {@code order} if there is no such order
         */
        public static Order parse(String text) {
            return Names.parse("order", text, Order.class);
        }

        /** The name in text: lower case. */
        public String text() {
            return Names.of(this);
        }
    }

    private final Builder values;

    private TaskQuery(Builder values) {
        this.values = new Builder(values);
    }

    /** Starts a query for everything, newest first. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts a query from this one. */
    public Builder toBuilder() {
        return new Builder(values);
    }

    /** Only tasks in this status. */
    public Optional<TaskStatus> status() {
        return values.status;
    }

    /** Only tasks of this priority. */
    public Optional<Priority> priority() {
        return values.priority;
    }

    /** Only tasks of this queue. */
    public Optional<QueueName> queue() {
        return values.queue;
    }

    /** Only tasks of these directories. */
    public Optional<DirectoryScope> directory() {
        return values.directory;
    }

    /** Only tasks that this worker holds or held last. */
    public Optional<WorkerId> worker() {
        return values.worker;
    }

    /** Only tasks with this tag. */
    public Optional<String> tag() {
        return values.tag;
    }

    /** Only tasks created after this instant. */
    public Optional<Instant> createdAfter() {
        return values.createdAfter;
    }

    /** Only tasks created before this instant. */
    public Optional<Instant> createdBefore() {
        return values.createdBefore;
    }

    /** In which order. */
    public Order order() {
        return values.order;
    }

    /** How many tasks a page has at most, 1 to 500. */
    public int limit() {
        return values.limit;
    }

    /** How many matching tasks to pass over, 0 to 10,000; 0 where a cursor is given. */
    public int offset() {
        return values.offset;
    }

    /** Where the page before this one ended. */
    public Optional<String> cursor() {
        return values.cursor;
    }

    /** Whether {@code task} is one of those asked for; the page does not matter. */
    public boolean matches(Task task) {
        Routing routing = task.spec().routing();
        return (values.status.isEmpty() || values.status.get() == task.status())
                && (values.priority.isEmpty() || values.priority.get() == routing.priority())
                && (values.queue.isEmpty() || values.queue.get().equals(routing.queue()))
                && (values.directory.isEmpty() || values.directory.get().includes(routing.directory()))
                && (values.worker.isEmpty()
                        || values.worker.equals(task.state().attempts().worker()))
                && (values.tag.isEmpty() || task.spec().tags().contains(values.tag.get()))
                && isCreatedInRange(task.state().schedule().createdAt());
    }

    private boolean isCreatedInRange(Instant createdAt) {
        return (values.createdAfter.isEmpty() || createdAt.isAfter(values.createdAfter.get()))
                && (values.createdBefore.isEmpty() || createdAt.isBefore(values.createdBefore.get()));
    }

    /** Collects a query. Thread model: one thread. */
    public static final class Builder {

        private Optional<TaskStatus> status = Optional.empty();
        private Optional<Priority> priority = Optional.empty();
        private Optional<QueueName> queue = Optional.empty();
        private Optional<DirectoryScope> directory = Optional.empty();
        private Optional<WorkerId> worker = Optional.empty();
        private Optional<String> tag = Optional.empty();
        private Optional<Instant> createdAfter = Optional.empty();
        private Optional<Instant> createdBefore = Optional.empty();
        private Order order = Order.NEWEST;
        private int limit = STANDARD_PER_PAGE;
        private int offset;
        private Optional<String> cursor = Optional.empty();

        private Builder() {}

        private Builder(Builder other) {
            status = other.status;
            priority = other.priority;
            queue = other.queue;
            directory = other.directory;
            worker = other.worker;
            tag = other.tag;
            createdAfter = other.createdAfter;
            createdBefore = other.createdBefore;
            order = other.order;
            limit = other.limit;
            offset = other.offset;
            cursor = other.cursor;
        }

        /** Only tasks in this status. */
        public Builder status(TaskStatus newStatus) {
            status = Optional.of(newStatus);
            return this;
        }

        /** Only tasks of this priority. */
        public Builder priority(Priority newPriority) {
            priority = Optional.of(newPriority);
            return this;
        }

        /** Only tasks of this queue. */
        public Builder queue(QueueName newQueue) {
            queue = Optional.of(newQueue);
            return this;
        }

        /** Only tasks of these directories. */
        public Builder directory(DirectoryScope newDirectory) {
            directory = Optional.of(newDirectory);
            return this;
        }

        /** Only tasks that this worker holds or held last. */
        public Builder worker(WorkerId newWorker) {
            worker = Optional.of(newWorker);
            return this;
        }

        /** Only tasks with this tag. */
        public Builder tag(String newTag) {
            tag = Optional.of(newTag);
            return this;
        }

        /** Only tasks created after this instant. */
        public Builder createdAfter(Instant instant) {
            createdAfter = Optional.of(instant);
            return this;
        }

        /** Only tasks created before this instant. */
        public Builder createdBefore(Instant instant) {
            createdBefore = Optional.of(instant);
            return this;
        }

        /** In which order. Default: newest first. */
        public Builder order(Order newOrder) {
            order = newOrder;
            return this;
        }

        /**
         * How many tasks a page has at most. Default: 50.
         *
         * @throws InvalidInputException naming {@code limit} if it is not 1 to 500
         */
        public Builder limit(int newLimit) {
            limit = TaskLimits.requireBetween("limit", newLimit, 1, MOST_PER_PAGE);
            return this;
        }

        /**
         * How many matching tasks to pass over. Default: 0.
         *
         * @throws InvalidInputException naming {@code offset} if it is not 0 to 10,000
         */
        public Builder offset(int newOffset) {
            offset = TaskLimits.requireBetween("offset", newOffset, 0, LARGEST_OFFSET);
            return this;
        }

        /** The first page again: without cursor and offset. */
        public Builder firstPage() {
            cursor = Optional.empty();
            offset = 0;
            return this;
        }

        /** Where the page before this one ended; takes the place of an offset. */
        public Builder cursor(String newCursor) {
            cursor = Optional.of(newCursor);
            return this;
        }

        /**
         * The query.
         *
         * @throws InvalidInputException naming {@code offset} if there is also a cursor
         */
        public TaskQuery build() {
            if (cursor.isPresent() && offset > 0) {
                throw new InvalidInputException("offset", "must not be given together with cursor");
            }
            return new TaskQuery(this);
        }
    }
}
