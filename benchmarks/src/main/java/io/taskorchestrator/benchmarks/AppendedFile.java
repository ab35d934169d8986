package io.taskorchestrator.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The floor of what is durable: records at the end of a plain file, written by one thread, with one flush to the disk for all that
 * wait. Nothing can be found in it again.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class AppendedFile implements AutoCloseable {

    private final BlockingQueue<Entry> waiting = new LinkedBlockingQueue<>();
    private final FileChannel channel;
    private final Thread writer = new Thread(this::write, "writer");
    private long flushes;

    private record Entry(ByteBuffer bytes, CompletableFuture<Void> written) {}

    AppendedFile(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        writer.start();
    }

    /** Returns when the record is on the disk. */
    void append(byte[] bytes) {
        Entry entry = new Entry(ByteBuffer.wrap(bytes), new CompletableFuture<>());
        waiting.add(entry);
        entry.written().join();
    }

    private void write() {
        List<Entry> group = new ArrayList<>();
        try {
            while (true) {
                group.add(waiting.take());
                waiting.drainTo(group);
                int bytes = group.stream()
                        .mapToInt(entry -> entry.bytes().remaining())
                        .sum();
                ByteBuffer buffer = ByteBuffer.allocate(bytes);
                group.forEach(entry -> buffer.put(entry.bytes()));
                buffer.flip();
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(false);
                flushes++;
                group.forEach(entry -> entry.written().complete(null));
                group.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            group.forEach(entry -> entry.written().completeExceptionally(e));
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the writer; nobody must append any more. */
    @Override
    public void close() throws IOException {
        writer.interrupt();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        channel.close();
    }

    /** How often the disk was flushed, once this is closed. */
    long flushes() {
        return flushes;
    }
}
