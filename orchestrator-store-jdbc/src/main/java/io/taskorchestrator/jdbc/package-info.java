/**
 * A store in a SQL database, for now in an embedded SQLite file.
 *
 * <p>{@link io.taskorchestrator.jdbc.JdbcTaskStore} is the door. Behind it, what callers want written are <em>units</em>:
 * {@code Creating}, {@code Claiming}, {@code Commanding}, {@code Upkeep}. The {@code Committer} carries out many of them in
 * one transaction ({@code Tx}), so that one flush to the disk serves many callers. Rules are the core's: a unit reads a task,
 * asks {@link io.taskorchestrator.lifecycle.Lifecycle} and has {@code TaskTable} write what it decided – rows, history
 * ({@code HistoryTable}), counters ({@code Tally}) – in the same transaction.
 *
 * <p>Which task is next is asked of the indexes: {@code Lines} for one directory or all, {@code Spanning} for a tree;
 * {@code Holds} and {@code Reservations} say which directories are closed. Reading goes beside the writer through
 * {@code Readers}: {@code Listing}, {@code Explanation}, {@code StatisticsView}.
 *
 * <p>{@code SqliteFile} opens the file: after {@code FileOwner} has made sure that no other server has it, and {@code
 * Migrator} has brought its schema up to date. The schema is in {@code sqlite/V001__tasks.sql}, commented, with views for
 * people.
 */
@NullMarked
package io.taskorchestrator.jdbc;

import org.jspecify.annotations.NullMarked;
