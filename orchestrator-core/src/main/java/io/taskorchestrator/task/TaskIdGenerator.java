package io.taskorchestrator.task;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Mints task ids: UUIDs of version 7 that strictly increase, also within a millisecond and when the clock steps back.
 *
 * <p>The 48 bits of time are the largest millisecond seen so far. Within one millisecond the 74 bits behind it grow by a
 * random step of 1 to 2<sup>32</sup>; a new millisecond draws them anew, with the topmost bit clear so that there is
 * room to grow (RFC 9562, section 6.2, method 2 "monotonic random"). Ids are hard to guess but are no secret; what must
 * be secret is the {@linkplain LeaseToken lease token}.
 *
 * <p>Thread model: one thread at a time; a store guards it by the lock under which it creates tasks, so that ids are in the
 * order of creation.
 */
public final class TaskIdGenerator {

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final int LOW_BITS = 62;
    private static final long LOW_MASK = (1L << LOW_BITS) - 1;
    private static final int HIGH_BITS = 12;

    private final RandomGenerator random;
    private long millis = Long.MIN_VALUE;
    private int high;
    private long low;

    /** Creates a generator that draws from {@code random}. */
    public TaskIdGenerator(RandomGenerator random) {
        this.random = random;
    }

    /** Mints the next id, for a task created at {@code now}. */
    public TaskId next(Instant now) {
        long time = now.toEpochMilli();
        if (time > millis) {
            millis = time;
            high = random.nextInt(1 << (HIGH_BITS - 1));
            low = random.nextLong() & LOW_MASK;
        } else {
            advance();
        }
        return new TaskId(new UUID(millis << 16 | VERSION_7 | high, VARIANT | low));
    }

    private void advance() {
        low += 1 + (random.nextInt() & 0xFFFF_FFFFL);
        if (low > LOW_MASK) {
            low &= LOW_MASK;
            high++;
            if (high >= 1 << HIGH_BITS) {
                high = 0;
                millis++;
            }
        }
    }
}
