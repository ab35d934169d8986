package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompensatingThreadPoolTest {

    private static final int FEW = 4;
    private static final int MOST = 10;
    private static final int PATIENCE_SECONDS = 30;

    private final ByHand timer = new ByHand();
    private final CompensatingThreadPool pool = new CompensatingThreadPool(FEW, MOST, timer);

    /** Looks only when the test says so. */
    private static final class ByHand extends AbstractLifeCycle implements Scheduler {

        private final Queue<Runnable> tasks = new ArrayDeque<>();

        @Override
        public synchronized Task schedule(Runnable task, long delay, TimeUnit unit) {
            tasks.add(task);
            return () -> false;
        }

        private synchronized Runnable next() {
            return tasks.remove();
        }

        private synchronized int size() {
            return tasks.size();
        }
    }

    @BeforeEach
    void start() throws Exception {
        timer.start();
        pool.start();
    }

    @AfterEach
    void stop() throws Exception {
        pool.stop();
        timer.stop();
    }

    @Test
    void whoWaitsKeepsNobodyFromWorking() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(FEW);
        for (int i = 0; i < FEW; i++) {
            pool.execute(() -> await(waiting, release));
        }
        awaitThatAllWait(waiting);

        CountDownLatch done = new CountDownLatch(1);
        pool.execute(done::countDown);
        assertThat(done.getCount()).isOne();
        timer.next().run();
        assertThat(pool.getThreads()).isEqualTo(FEW); // as far as it knows, all have just begun
        timer.next().run();
        assertThat(done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        release.countDown();
    }

    @Test
    void whoWaitsInNativeCodeKeepsNobodyFromWorking() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, FEW, InetAddress.getLoopbackAddress())) {
            holdUpAll(() -> {
                try (Socket socket = new Socket(silent.getInetAddress(), silent.getLocalPort())) {
                    return socket.getInputStream().read();
                }
            });
        }
    }

    @Test
    void whoWaitsForALockKeepsNobodyFromWorking() throws Exception {
        Object lock = new Object();
        synchronized (lock) {
            holdUpAll(() -> {
                synchronized (lock) {
                    return null;
                }
            });
        }
    }

    /** As many jobs as there are threads are held up by {@code wait}; the next one gets to run all the same. */
    private void holdUpAll(Callable<?> wait) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(FEW);
        for (int i = 0; i < FEW; i++) {
            // A future, for it keeps the failure that a wait may end with when the test is over.
            pool.execute(new FutureTask<>(() -> {
                begun.countDown();
                return wait.call();
            }));
        }
        assertThat(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

        CountDownLatch done = new CountDownLatch(1);
        pool.execute(done::countDown);
        for (int look = 0; look <= CompensatingThreadPool.LONG_LOOKS; look++) {
            timer.next().run();
        }
        assertThat(done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void thereAreNeverMoreThanTheBoundAllows() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch first = new CountDownLatch(MOST);
        CountDownLatch all = new CountDownLatch(2 * MOST);
        for (int i = 0; i < 2 * MOST; i++) {
            pool.execute(() -> {
                all.countDown();
                await(first, release);
            });
        }
        while (first.getCount() > 0) {
            if (timer.size() > 0) {
                timer.next().run();
            }
            Thread.onSpinWait();
        }
        timer.next().run();
        timer.next().run();
        assertThat(pool.getThreads()).isEqualTo(MOST);
        assertThat(all.getCount()).isEqualTo(MOST);

        release.countDown();
        assertThat(all.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void jobsThatWorkAreNotGivenMoreThreadsSoon() throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch working = new CountDownLatch(FEW);
        CountDownLatch all = new CountDownLatch(2 * FEW);
        for (int i = 0; i < 2 * FEW; i++) {
            pool.execute(() -> {
                working.countDown();
                while (!over.get()) {
                    Thread.onSpinWait();
                }
                all.countDown();
            });
        }
        assertThat(working.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        timer.next().run();
        timer.next().run();
        timer.next().run();
        assertThat(pool.getThreads()).isEqualTo(FEW);

        over.set(true);
        assertThat(all.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nobodyLooksWhileNoJobQueues() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        pool.execute(done::countDown);
        assertThat(done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(timer.size()).isZero();
    }

    private static void await(CountDownLatch arrived, CountDownLatch release) {
        arrived.countDown();
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Each is counted just before it waits. */
    private static void awaitThatAllWait(CountDownLatch waiting) throws InterruptedException {
        assertThat(waiting.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        while (Thread.getAllStackTraces().keySet().stream()
                        .filter(thread ->
                                thread.getName().startsWith("qtp") && thread.getState() == Thread.State.WAITING)
                        .count()
                < FEW) {
            Thread.onSpinWait();
        }
    }
}
