package io.taskorchestrator.standalone.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.worker.StopReason;
import io.taskorchestrator.worker.TaskContext;
import io.taskorchestrator.worker.Worker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often a command is listened to. */
@Timeout(120)
class ExecProgressTest {

    @Test
    void howeverOftenItPrintsItsLastLinesAreLookedAtAtMostOnceASecond() {
        AtomicInteger words = new AtomicInteger();
        AtomicLong nanos = new AtomicLong();
        ExecHandler handler =
                new ExecHandler("i=0; while [ $i -lt 20000 ]; do echo $i; i=$((i+1)); done", Duration.ofSeconds(1));
        try (EmbeddedOrchestrator orchestrator = EmbeddedOrchestrator.create()) {
            TaskId id = orchestrator.create(NewTask.builder("/", "p").build()).id();
            Worker worker = Worker.builder(orchestrator, "worker-1", context -> {
                        long begun = System.nanoTime();
                        TaskResult result = handler.handle(new CountedWords(context, words));
                        nanos.set(System.nanoTime() - begun);
                        return result;
                    })
                    .start();
            Task task = orchestrator.await(id, Duration.ofSeconds(60));
            worker.close();
            assertThat(task.status()).isEqualTo(TaskStatus.COMPLETED);
        }
        assertThat((long) words.get()).isLessThanOrEqualTo(TimeUnit.NANOSECONDS.toSeconds(nanos.get()));
    }

    /** Counts what is told as progress. */
    private record CountedWords(TaskContext context, AtomicInteger words) implements TaskContext {

        @Override
        public Task task() {
            return context.task();
        }

        @Override
        public void progress(int percent, String message) {
            words.incrementAndGet();
        }

        @Override
        public void progress(String message) {
            words.incrementAndGet();
        }

        @Override
        public void saveCheckpoint(JsonText checkpoint) {
            context.saveCheckpoint(checkpoint);
        }

        @Override
        public Optional<StopReason> stopReason() {
            return context.stopReason();
        }
    }
}
