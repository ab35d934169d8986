package io.taskorchestrator.benchmarks;

import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.task.WorkDirectory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Statistics and the first page of lists, with a million tasks in a thousand directories. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-Xms6g", "-Xmx6g", "-XX:+UseG1GC", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ReadBenchmark {

    private static final int TASKS = 1_000_000;
    private static final int DIRECTORIES = 1_000;

    private World world = new World(0, 1);

    /** Fills the orchestrator. */
    @Setup
    public void open() {
        world.close();
        world = new World(TASKS, DIRECTORIES);
    }

    /** Closes the orchestrator. */
    @TearDown
    public void close() {
        world.close();
    }

    /** The numbers with a window of a day. */
    @Benchmark
    public Object statistics() {
        return world.orchestrator().statistics(Duration.ofHours(24));
    }

    /** Everything, newest first. */
    @Benchmark
    public Object list() {
        return world.orchestrator().list(TaskQuery.ALL);
    }

    /** A status and a priority that no task has. */
    @Benchmark
    public Object listOfNothing() {
        return world.orchestrator()
                .list(TaskQuery.builder()
                        .status(TaskStatus.FAILED)
                        .priority(Priority.HIGH)
                        .build());
    }

    /** The tasks of one directory: one in a thousand matches. */
    @Benchmark
    public Object listOneDirectory() {
        return world.orchestrator()
                .list(TaskQuery.builder()
                        .directory(DirectoryScope.exactly(WorkDirectory.of("/projects/group-7/project-7")))
                        .build());
    }
}
