package io.taskorchestrator.benchmarks;

import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * The floor: the same cycle on a bare map and a priority queue under one lock. No leases, no tokens, no history, no
 * directories, no retention, no counters; nobody could use it, and nothing could be much faster.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-Xms6g", "-Xmx6g", "-XX:+UseG1GC", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 5, time = 3)
public class FloorBenchmark {

    private static final String PROMPT = "p".repeat(100);

    /** Tasks that wait beside the one of the cycle. */
    @Param({"1000", "1000000"})
    private int waiting;

    private final Map<UUID, Job> jobs = new ConcurrentHashMap<>();
    private final PriorityQueue<Job> line = new PriorityQueue<>(Comparator.comparingLong(job -> job.number));
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong numbers = new AtomicLong();

    private static final class Job {

        private final UUID id;
        private final long number;
        private final String prompt;
        private String status = "waiting";

        private Job(long number, String prompt) {
            this.id = new UUID(number, number * 31);
            this.number = number;
            this.prompt = prompt;
        }
    }

    /** Fills the line. */
    @Setup
    public void open() {
        for (int i = 0; i < waiting; i++) {
            create();
        }
    }

    /** Adds a job, takes the first one, finishes that. */
    @Benchmark
    public Object cycle() {
        create();
        Job job = claim();
        return complete(job.id);
    }

    private void create() {
        Job job = new Job(numbers.getAndIncrement(), PROMPT);
        lock.lock();
        try {
            jobs.put(job.id, job);
            line.add(job);
        } finally {
            lock.unlock();
        }
    }

    private Job claim() {
        lock.lock();
        try {
            Job job = line.remove();
            job.status = "working";
            return job;
        } finally {
            lock.unlock();
        }
    }

    private String complete(UUID id) {
        lock.lock();
        try {
            Job job = Objects.requireNonNull(jobs.remove(id));
            job.status = "completed";
            return job.status + job.prompt.length();
        } finally {
            lock.unlock();
        }
    }
}
