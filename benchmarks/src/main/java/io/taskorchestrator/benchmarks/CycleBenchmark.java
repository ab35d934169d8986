package io.taskorchestrator.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Create, claim, complete through the orchestrator on the memory store, one thread: beside few or many other waiting
 * tasks, in one or in very many directories. {@link FloorBenchmark} is what to compare it with.
 *
 * <p>{@link #claimBeside} works in one directory while the others wait elsewhere, as a worker of one project does;
 * {@link #claimOneDirectory} walks over all of them, so that everything it touches was last touched a whole round ago.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-Xms6g", "-Xmx6g", "-XX:+UseG1GC", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 5, time = 3)
public class CycleBenchmark {

    /** Waiting tasks and directories: {@code tasks/directories}. */
    @Param({"1000/1", "1000000/1", "1000000/100000"})
    private String world = "";

    private World state = new World(0, 1);

    /** Fills the orchestrator. */
    @Setup
    public void open() {
        state.close();
        String[] numbers = world.split("/", -1);
        state = new World(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1])).withOwnDirectory();
    }

    /** Closes the orchestrator. */
    @TearDown
    public void close() {
        state.close();
    }

    /** In a directory with 1,000 tasks of its own; the world's tasks wait elsewhere. */
    @Benchmark
    public Object claimBeside() {
        return state.cycleBeside();
    }

    /** The claim names the task's directory, each time the next one of the world. */
    @Benchmark
    public Object claimOneDirectory() {
        return state.cycle();
    }

    /** The claim takes whatever is next anywhere. */
    @Benchmark
    public Object claimAnywhere() {
        return state.cycleAnywhere();
    }
}
