package io.taskorchestrator.lifecycle;

import io.taskorchestrator.task.TaskStatus;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The state machine as one table: what each verb can make of a task in each status. A pair that is not in the table is
 * refused. What decides between several targets is written in {@link Lifecycle}, which never leaves the table.
 */
public final class Transitions {

    /** Where a task can be afterwards: in a status, or gone. */
    public enum Target {
        /** See {@link TaskStatus#WAITING}. */
        WAITING,
        /** See {@link TaskStatus#WORKING}. */
        WORKING,
        /** See {@link TaskStatus#COMPLETED}. */
        COMPLETED,
        /** See {@link TaskStatus#FAILED}. */
        FAILED,
        /** See {@link TaskStatus#CANCELLED}. */
        CANCELLED,
        /** Removed. */
        GONE;

        static Target of(TaskStatus status) {
            return switch (status) {
                case WAITING -> WAITING;
                case WORKING -> WORKING;
                case COMPLETED -> COMPLETED;
                case FAILED -> FAILED;
                case CANCELLED -> CANCELLED;
            };
        }
    }

    private static final Map<TaskStatus, Map<Verb, Set<Target>>> TABLE = new EnumMap<>(Map.of(
            TaskStatus.WAITING,
            new Row()
                    .on(Verb.CLAIM, Target.WORKING)
                    // A lease that ended leaves its token good until the next attempt: the work was done after all.
                    .on(Verb.COMPLETE, Target.COMPLETED)
                    .on(Verb.CANCEL, Target.CANCELLED)
                    .on(Verb.RETRY, Target.WAITING)
                    .on(Verb.UPDATE, Target.WAITING)
                    .on(Verb.DELETE, Target.GONE)
                    .end(),
            TaskStatus.WORKING,
            new Row()
                    .on(Verb.HEARTBEAT, Target.WORKING)
                    .on(Verb.COMPLETE, Target.COMPLETED, Target.FAILED, Target.WAITING)
                    .on(Verb.FAIL, Target.FAILED, Target.WAITING)
                    .on(Verb.RELEASE, Target.WAITING, Target.FAILED)
                    .on(Verb.EXPIRE, Target.WAITING, Target.FAILED)
                    .on(Verb.CANCEL, Target.CANCELLED)
                    .on(Verb.DELETE, Target.CANCELLED)
                    .end(),
            TaskStatus.COMPLETED,
            new Row().on(Verb.DELETE, Target.GONE).end(),
            TaskStatus.FAILED,
            new Row()
                    .on(Verb.COMPLETE, Target.COMPLETED)
                    .on(Verb.RETRY, Target.WAITING)
                    .on(Verb.DELETE, Target.GONE)
                    .end(),
            TaskStatus.CANCELLED,
            new Row()
                    .on(Verb.HEARTBEAT, Target.CANCELLED)
                    .on(Verb.RELEASE, Target.CANCELLED, Target.GONE)
                    .on(Verb.EXPIRE, Target.CANCELLED, Target.GONE)
                    .on(Verb.CANCEL, Target.CANCELLED, Target.GONE)
                    .on(Verb.RETRY, Target.WAITING)
                    .on(Verb.DELETE, Target.GONE, Target.CANCELLED)
                    .end()));

    private Transitions() {}

    /** Where {@code verb} can take a task that is in {@code from}; empty if it is refused there. */
    public static Set<Target> targets(TaskStatus from, Verb verb) {
        return TABLE.getOrDefault(from, Map.of()).getOrDefault(verb, Set.of());
    }

    /** The table as a Mermaid state diagram, which the documentation shows. */
    public static String diagram() {
        StringBuilder text = new StringBuilder("stateDiagram-v2\n    [*] --> waiting: create\n");
        for (TaskStatus from : TaskStatus.values()) {
            for (Verb verb : Verb.values()) {
                for (Target to : targets(from, verb)) {
                    text.append("    %s --> %s: %s%n".formatted(from.text(), name(to), verb.text()));
                }
            }
        }
        return text.toString().replace("\r\n", "\n");
    }

    private static String name(Target target) {
        return target == Target.GONE ? "[*]" : target.name().toLowerCase(Locale.ROOT);
    }

    /** Collects one row of the table. */
    private static final class Row {

        private final Map<Verb, Set<Target>> cells = new EnumMap<>(Verb.class);

        Row on(Verb verb, Target first, Target... others) {
            cells.put(verb, Collections.unmodifiableSet(EnumSet.of(first, others)));
            return this;
        }

        Map<Verb, Set<Target>> end() {
            return cells;
        }
    }
}
