package io.taskorchestrator.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The threads of a server: a few that work, and one more for each that waits in the middle of its work – for a client to take
 * its answer, for a connection to a database –, up to a bound.
 *
 * <p>More threads at work than there are processors only take those from each other, and each request waits for the time slices
 * of many. But where a few are all there are, a few that wait keep everybody else from being answered. So as long as jobs
 * queue, it looks every few milliseconds which threads wait in the same job as the last time, by their states; that is the
 * compensation of {@link java.util.concurrent.ForkJoinPool.ManagedBlocker}, where who waits says so. Not every state tells: a
 * thread that waits in native code, such as for a database's answer, seems to run. So whoever is at the same job for long counts,
 * too, but for the threads that Jetty keeps for good to accept and to select. Threads that are not needed any more end one by
 * one.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class CompensatingThreadPool extends QueuedThreadPool {

    private static final long LOOK_MILLIS = 10;

    /** So many looks in a row that find a thread at the same job make it one that is there for long. */
    static final int LONG_LOOKS = 10;

    /** After that long without a new thread, those that are not needed end, one every 50 ms. */
    private static final int IDLE_TIMEOUT_MILLIS = 5_000;

    private static final int ENDS_PER_IDLE_TIMEOUT = 100;

    private final int few;
    private final int most;
    private final Scheduler timer;
    private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger lastWorker = new AtomicInteger();
    private final AtomicBoolean looksSoon = new AtomicBoolean();

    /**
     * Creates a pool without threads.
     *
     * @param few how many threads work at once
     * @param most how many there may be, those that wait among them
     * @param timer what tells when to look; it must not need this pool
     */
    CompensatingThreadPool(int few, int most, Scheduler timer) {
        super(Math.min(few, most), Math.min(few, most));
        this.few = few;
        this.most = most;
        this.timer = timer;
        setIdleTimeout(IDLE_TIMEOUT_MILLIS);
        setMaxEvictCount(ENDS_PER_IDLE_TIMEOUT);
    }

    @Override
    public void execute(Runnable job) {
        super.execute(job);
        lookIfJobsWait();
    }

    @Override
    public Thread newThread(Runnable work) {
        Worker worker = new Worker(work, getName() + "-" + lastWorker.incrementAndGet());
        worker.setDaemon(isDaemon());
        worker.setContextClassLoader(getClass().getClassLoader());
        workers.add(worker);
        return worker;
    }

    @Override
    protected void removeThread(Thread thread) {
        workers.removeIf(worker -> worker == thread);
        super.removeThread(thread);
    }

    @Override
    protected void runJob(Runnable job) {
        Worker worker = (Worker) Thread.currentThread();
        worker.begin();
        try {
            super.runJob(job);
        } finally {
            worker.end();
        }
    }

    /** Whether jobs queue, and there may be no more threads for them. */
    boolean isExhausted() {
        return getThreads() >= most && getQueueSize() > 0;
    }

    private void lookIfJobsWait() {
        if (getQueueSize() > 0 && timer.isRunning() && looksSoon.compareAndSet(false, true)) {
            timer.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        try {
            workers.forEach(Worker::look);
            int waiting = (int) workers.stream().filter(Worker::stillWaits).count();
            int longer = (int) workers.stream().filter(Worker::isBusyForLong).count();
            setMaxThreads(Math.min(few + waiting + Math.max(longer - getLeasedThreads(), 0), most));
            setMinThreads(getMinThreads()); // which starts those that may be started now
        } finally {
            looksSoon.set(false);
            lookIfJobsWait();
        }
    }

    /** A thread that tells its jobs apart. */
    private static final class Worker extends Thread {

        private static final long NO_JOB = 0;

        /** Its own thread's. */
        private long lastJob = NO_JOB;

        private volatile long job = NO_JOB;

        /** What it was at the last look, and for how many looks before that; only one looks at a time. */
        private long seen = NO_JOB;

        private int looks;

        Worker(Runnable work, String name) {
            super(work, name);
        }

        void begin() {
            job = ++lastJob;
        }

        void end() {
            job = NO_JOB;
        }

        void look() {
            long now = job;
            looks = now != NO_JOB && now == seen ? looks + 1 : 0;
            seen = now;
        }

        /** Whether it waits, and that in the job that it had at the last look but one. */
        boolean stillWaits() {
            return looks > 0 && isWaiting();
        }

        /** Whether it is at the same job for long without a state that tells why. */
        boolean isBusyForLong() {
            return looks >= LONG_LOOKS && !isWaiting();
        }

        private boolean isWaiting() {
            return getState() == State.WAITING || getState() == State.TIMED_WAITING;
        }
    }
}
