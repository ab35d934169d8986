/**
 * A store in a SQL database: an embedded SQLite file, or a PostgreSQL database that many servers share.
 *
 * <p>{@link io.taskorchestrator.jdbc.JdbcTaskStore} is the door. Behind it, what callers want written are <em>units</em>:
 * {@code Creating}, {@code Claiming}, {@code Commanding}, {@code Upkeep}. The {@code Committer} gathers them, and
 * {@code GroupCommit} carries out many in one transaction ({@code Tx}), so that one flush to the disk serves many callers. Rules are the core's: a unit reads a task,
 * asks {@link io.taskorchestrator.lifecycle.Lifecycle} and has {@code TaskTable} write what it decided – rows, history
 * ({@code HistoryTable}), counters ({@code Tally}) – in the same transaction.
 *
 * <p>Which task is next is asked of the indexes: {@code Lines} for one directory or all, {@code Spanning} for a tree;
 * {@code Holds} and {@code Reservations} say which directories are closed. Reading goes beside the writer through
 * {@code Readers}: {@code Listing}, {@code Explanation}, {@code StatisticsView}.
 *
 * <p>What the databases do differently is behind {@code Database} (connections, start and end), {@code Writer} (transactions) and
 * {@code TxState} (what a transaction knows). On SQLite these are {@code SqliteFile} with its {@code FileOwner}, {@code
 * SqliteWriter} with its {@code WalCheckpointer}, and {@code KeptState}: one process writes, and keeps in memory what it knows. On PostgreSQL they are {@code
 * PostgresDatabase}, {@code PostgresWriter}, and {@code FetchedState}: many write, so what the units of a transaction need is locked
 * and fetched for all of them at its beginning ({@code LockedTasks}, {@code BulkPicks}), and {@code Wakeups} tells other servers.
 *
 * <p>{@code Migrator} brings a schema up to date. The schemas are in {@code sqlite/V001__tasks.sql} and {@code
 * postgres/V001__tasks.sql}, commented, with views for people.
 */
@NullMarked
package io.taskorchestrator.jdbc;

import org.jspecify.annotations.NullMarked;
