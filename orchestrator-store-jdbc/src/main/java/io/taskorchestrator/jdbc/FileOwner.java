package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.StoreOpenException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that this store alone writes a file: by a lock on a file beside it, which ends with the process, however that ends.
 * The lock's file stays, since removing it would let two others each lock a file of that name.
 *
 * <p>Locks on files belong to a process as a whole, and end when it closes <em>any</em> channel to the file. So what this
 * process has open is remembered, and the lock's file is opened once only.
 */
final class FileOwner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileOwner.class);
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FileOwner(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes possession of {@code file}.
     *
     * @throws StoreOpenException if another store has it
     */
    static FileOwner of(Path file) throws IOException {
        if (!OPEN.add(file)) {
            throw new StoreOpenException(
                    Reason.IN_USE, "%s is in use by another store of this process".formatted(file), null);
        }
        boolean owned = false;
        try {
            Path beside = file.resolveSibling(file.getFileName() + ".lock");
            FileChannel channel = FileChannel.open(
                    beside, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                owned = lock != null;
                if (!owned) {
                    throw new StoreOpenException(
                            Reason.IN_USE,
                            "%s is in use by another server (process %s)".formatted(file, owner(beside)),
                            null);
                }
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(
                        Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
                return new FileOwner(file, channel);
            } finally {
                if (!owned) {
                    channel.close();
                }
            }
        } finally {
            if (!owned) {
                OPEN.remove(file);
            }
        }
    }

    private static String owner(Path beside) {
        try {
            String pid = Files.readString(beside, StandardCharsets.US_ASCII).strip();
            return pid.isEmpty() ? "unknown" : pid;
        } catch (IOException e) {
            LOG.debug("Where locks are mandatory, what is locked cannot be read", e);
            return "unknown";
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("The lock on {} could not be given back; it ends with the process", file, e);
        } finally {
            OPEN.remove(file);
        }
    }
}
