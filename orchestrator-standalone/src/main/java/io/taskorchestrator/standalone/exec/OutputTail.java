package io.taskorchestrator.standalone.exec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The end of an output: at most its last {@code limit} bytes. Takes no more memory than it holds.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class OutputTail {

    private static final int FIRST_SIZE = 8 * 1024;

    private final int limit;

    /** A ring once it has grown to the limit: byte number n is at n modulo the limit. */
    private byte[] bytes;

    private long total;

    OutputTail(int limit) {
        this.limit = limit;
        this.bytes = new byte[Math.min(limit, FIRST_SIZE)];
    }

    /** Takes the first {@code count} bytes of {@code chunk}. */
    synchronized void add(byte[] chunk, int count) {
        while (bytes.length < limit && total + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, 2L * bytes.length));
        }
        for (int done = Math.max(0, count - limit); done < count; ) {
            int at = (int) ((total + done) % limit);
            int part = Math.min(count - done, bytes.length - at);
            System.arraycopy(chunk, done, bytes, at, part);
            done += part;
        }
        total += count;
    }

    /** How many bytes there were. */
    synchronized long total() {
        return total;
    }

    /** How many bytes at the beginning are not kept. */
    synchronized long cut() {
        return Math.max(0, total - limit);
    }

    /** What is kept, as UTF-8; if something was cut, a line before it says how much. */
    String text() {
        byte[] kept;
        long missing;
        synchronized (this) {
            kept = last(limit);
            missing = cut();
        }
        if (missing == 0) {
            return new String(kept, StandardCharsets.UTF_8);
        }
        int start = 0;
        while (start < Math.min(3, kept.length) && (kept[start] & 0xC0) == 0x80) {
            start++; // the rest of a character whose beginning is cut
        }
        return "[The first %d bytes of the output are left out]\n".formatted(missing + start)
                + new String(kept, start, kept.length - start, StandardCharsets.UTF_8);
    }

    /** The last {@code count} bytes, or fewer if there are not so many. */
    synchronized byte[] last(int count) {
        int length = (int) Math.min(Math.min(count, limit), total);
        byte[] copy = new byte[length];
        int from = (int) ((total - length) % limit);
        int part = Math.min(length, bytes.length - from);
        System.arraycopy(bytes, from, copy, 0, part);
        System.arraycopy(bytes, 0, copy, part, length - part);
        return copy;
    }
}
