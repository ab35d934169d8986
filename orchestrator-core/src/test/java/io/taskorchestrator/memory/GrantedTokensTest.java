package io.taskorchestrator.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.Lifecycle;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Start;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskSettings;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whose tokens a store takes for its own. */
class GrantedTokensTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final GrantedTokens tokens = new GrantedTokens(new Random(1));

    @Test
    void tokenOfTheCurrentAttemptIsGenuine() {
        TaskEntry entry = held(1);
        assertThat(tokens.isForged(entry, completion(entry, granted(entry)))).isFalse();
    }

    @Test
    void tokenOfAnEarlierAttemptIsGenuineToo() {
        TaskEntry entry = held(1);
        LeaseToken earlier = granted(entry);
        entry.become(again(entry.task()));
        assertThat(granted(entry)).isNotEqualTo(earlier);
        assertThat(tokens.isForged(entry, completion(entry, earlier))).isFalse();
    }

    @Test
    void tokenOfAnotherTaskIsForged() {
        assertThat(tokens.isForged(held(1), completion(held(1), granted(held(2)))))
                .isTrue();
    }

    @Test
    void tokenOfAnotherStoreIsForged() {
        GrantedTokens others = new GrantedTokens(new Random(2));
        LeaseToken foreign = others.grant(held(1), NOW).token();
        assertThat(tokens.isForged(held(1), completion(held(1), foreign))).isTrue();
    }

    @Test
    void codeUnderAnotherAttemptsNumberIsForged() {
        LeaseToken genuine = granted(held(1));
        LeaseToken moved = new LeaseToken(2, genuine.codeHigh(), genuine.codeLow());
        assertThat(tokens.isForged(held(1), completion(held(1), moved))).isTrue();
    }

    @Test
    void anyChangedBitMakesATokenForged() {
        LeaseToken genuine = granted(held(1));
        for (int bit = 0; bit < Long.SIZE; bit++) {
            LeaseToken high = new LeaseToken(1, genuine.codeHigh() ^ 1L << bit, genuine.codeLow());
            LeaseToken low = new LeaseToken(1, genuine.codeHigh(), genuine.codeLow() ^ 1L << bit);
            assertThat(tokens.isForged(held(1), completion(held(1), high))).isTrue();
            assertThat(tokens.isForged(held(1), completion(held(1), low))).isTrue();
        }
    }

    private LeaseToken granted(TaskEntry entry) {
        return tokens.grant(entry, NOW).token();
    }

    private static TaskEntry held(long sequence) {
        Task waiting = Lifecycle.create(
                        TaskId.of(new UUID(7, sequence)),
                        NewTask.builder("/work", "prompt").build().spec(TaskSettings.STANDARD),
                        Start.NOW,
                        NOW)
                .task();
        TaskEntry entry = new TaskEntry(claimed(waiting), 0);
        entry.sequence = sequence;
        return entry;
    }

    private static Task claimed(Task waiting) {
        return ((Decision.Changed) Lifecycle.decide(waiting, Claim.by("worker"), NOW)).task();
    }

    private static Task again(Task held) {
        LeaseToken any = new LeaseToken(held.state().attempts().number(), 0, 0);
        Decision released = Lifecycle.decide(held, Release.of(held.id(), any), NOW);
        return claimed(((Decision.Changed) released).task());
    }

    private static TaskCommand completion(TaskEntry entry, LeaseToken token) {
        return Complete.of(entry.id, token, TaskResult.SUCCESS);
    }
}
