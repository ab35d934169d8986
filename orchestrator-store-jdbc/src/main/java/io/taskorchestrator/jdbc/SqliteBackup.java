package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.StoreOpenException.Reason;
import io.taskorchestrator.task.StoreUnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;

/**
 * Copies a store's file as it is at one moment, beside whoever works with it: in one transaction that only reads.
 *
 * <p>The copy gets its name when it is whole and on the disk. What a backup that was killed leaves ends in {@code .partial}.
 */
final class SqliteBackup {

    private static final String SUFFIX = ".partial";

    private SqliteBackup() {}

    /**
     * Copies {@code source}.
     *
     * <p>Only SQLite opens the file: closing a channel of our own to it would end the locks of a store in this process.
     *
     * @throws StoreOpenException if {@code source} is no store that can be read
     * @throws IllegalArgumentException if {@code target} exists, or its directory does not
     * @throws StoreUnavailableException if it cannot be written
     */
    static void copy(Path source, Path target) {
        Path from = source.toAbsolutePath().normalize();
        if (!Files.isRegularFile(from) || from.toString().indexOf('?') >= 0) {
            throw new StoreOpenException(Reason.UNREACHABLE, "There is no store in %s".formatted(from), null);
        }
        try (Session session = SqliteFile.reader(from)) {
            Long id = session.first("PRAGMA application_id", Columns::longNumber);
            if (id == null || id != SqliteFile.APPLICATION_ID) {
                throw new StoreOpenException(
                        Reason.FOREIGN, "%s is a database of another program".formatted(from), null);
            }
            copy(session, target);
        } catch (SQLException e) {
            throw SqliteFile.explained(from, e);
        }
    }

    private static void copy(Session session, Path target) {
        Path path = target.toAbsolutePath().normalize();
        if (Files.exists(path)) {
            throw new IllegalArgumentException("There is a file %s already".formatted(path));
        }
        Path directory = path.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new IllegalArgumentException("There is no directory %s".formatted(directory));
        }
        try {
            Path partial = Files.createTempFile(directory, path.getFileName() + ".", SUFFIX);
            boolean done = false;
            try {
                session.update("VACUUM INTO ?", partial.toString());
                sync(partial);
                Files.move(partial, path);
                done = true;
            } finally {
                if (!done) {
                    Files.deleteIfExists(partial);
                }
            }
        } catch (SQLException e) {
            throw new StoreUnavailableException("No copy could be made: %s".formatted(e.getMessage()), e);
        } catch (IOException e) {
            throw new StoreUnavailableException("%s cannot be written: %s".formatted(path, e), e);
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
