package io.taskorchestrator.memory;

import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.IdempotencyKey;
import io.taskorchestrator.store.Micros;
import io.taskorchestrator.task.TaskId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency keys of the last 24 hours, oldest first, with what they made. Where they take more than their share of
 * the memory the oldest are forgotten sooner, but none younger than ten minutes: by then nobody repeats a call any more.
 *
 * <p>Thread model: guarded by the store's lock.
 */
final class IdempotencyKeys {

    private static final long KEPT_MICROS = Micros.of(Duration.ofHours(24));
    private static final long YOUNG_MICROS = Micros.of(Duration.ofMinutes(10));
    private static final int BYTES = 170;
    private static final int BYTES_PER_TASK = 16;

    private final Map<Digest, Use> uses = new LinkedHashMap<>();
    private final long share;
    private long bytes;

    /** Keys that may take {@code share} bytes, and more only while they are young. */
    IdempotencyKeys(long share) {
        this.share = share;
    }

    /**
     * A key that came with a request. What is kept of the two are digests; made before the lock is taken.
     *
     * @param value the key's text
     * @param key whose key it is, and which
     * @param request what it came with
     */
    record Given(String value, Digest key, Digest request) {

        static Given of(Caller caller, IdempotencyKey key) {
            // No name and no key has a U+0000 in it.
            Digest full = Digest.of(caller.name() + '\0' + key.value());
            return new Given(key.value(), full, Digest.of(key.requestHash()));
        }
    }

    /** Half of a SHA-256, which is plenty to tell texts apart. */
    private record Digest(long high, long low) {

        static Digest of(String text) {
            ByteBuffer digest = ByteBuffer.wrap(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
            return new Digest(digest.getLong(), digest.getLong());
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every JVM has SHA-256", e);
            }
        }
    }

    /** What a key was used for. */
    static final class Use {

        private final Digest request;
        private final long[] ids;
        private final long usedAt;

        private Use(Digest request, List<TaskId> made, long usedAt) {
            this.request = request;
            this.usedAt = usedAt;
            ids = new long[2 * made.size()];
            for (int i = 0; i < ids.length; i += 2) {
                UUID id = made.get(i / 2).value();
                ids[i] = id.getMostSignificantBits();
                ids[i + 1] = id.getLeastSignificantBits();
            }
        }

        /** Whether it was used for this request. */
        boolean isFor(Given given) {
            return request.equals(given.request());
        }

        /** The tasks that it made. */
        List<TaskId> ids() {
            List<TaskId> made = new ArrayList<>(ids.length / 2);
            for (int i = 0; i < ids.length; i += 2) {
                made.add(TaskId.of(new UUID(ids[i], ids[i + 1])));
            }
            return made;
        }

        private long bytes() {
            return BYTES + (long) BYTES_PER_TASK * (ids.length / 2);
        }
    }

    /** What this key was used for, as far as that is kept; null if it was not. */
    @Nullable Use find(Given given, Instant now) {
        Use use = uses.get(given.key());
        return use == null || Micros.of(now) >= use.usedAt + KEPT_MICROS ? null : use;
    }

    void add(Given given, List<TaskId> made, Instant now) {
        remove(given.key());
        Use use = new Use(given.request(), made, Micros.of(now));
        uses.put(given.key(), use);
        bytes += use.bytes();
    }

    /** Estimated heap in bytes. */
    long bytes() {
        return bytes;
    }

    /** Forgets the oldest keys until the others keep to their share, or are young. */
    void keepShare(Instant now) {
        while (bytes > share && dropOlderThan(YOUNG_MICROS, now)) {
            // the condition does it
        }
    }

    /** Drops the oldest key if its time is over; returns whether it was. */
    boolean dropDue(Instant now) {
        return dropOlderThan(KEPT_MICROS, now);
    }

    private boolean dropOlderThan(long age, Instant now) {
        Iterator<Map.Entry<Digest, Use>> oldest = uses.entrySet().iterator();
        if (!oldest.hasNext()) {
            return false;
        }
        Use use = oldest.next().getValue();
        if (Micros.of(now) < use.usedAt + age) {
            return false;
        }
        oldest.remove();
        bytes -= use.bytes();
        return true;
    }

    /** When the oldest key's time is over; empty if there is none. */
    OptionalLong nextDue() {
        Iterator<Use> oldest = uses.values().iterator();
        return oldest.hasNext() ? OptionalLong.of(oldest.next().usedAt + KEPT_MICROS) : OptionalLong.empty();
    }

    private void remove(Digest key) {
        Use use = uses.remove(key);
        if (use != null) {
            bytes -= use.bytes();
        }
    }
}
