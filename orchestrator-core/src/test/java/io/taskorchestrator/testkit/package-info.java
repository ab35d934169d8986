/**
 * The published test kit: what proves a store, and what tests of programs that use this library need.
 *
 * <p><b>For the author of a store.</b> {@link io.taskorchestrator.testkit.TaskStoreContract} is everything that a
 * {@link io.taskorchestrator.store.TaskStore} must do, in more than 300 tests that use the interface alone. Extend it, say how
 * a new and empty store is opened, and run that one class:
 *
 * <pre>{@code
 * class MyStoreTest extends TaskStoreContract {
 *
 *     @Override
 *     protected TaskStore open(StoreSettings settings, InstantSource clock) {
 *         return MyStore.open(freshDatabase(), settings, clock);
 *     }
 * }
 * }</pre>
 *
 * <p>The report has a group for each topic: creating, the order of claims, leases, directories, reservations, history,
 * lists, listeners and so on. What a test says is in its name. A store takes all of its time from the clock it is given;
 * the tests move that clock and never sleep. Stages may complete, and listeners may be told, later and on other threads.
 *
 * <p>Three sets of tests complete each other. The rules of one task are tested in this module, once, since every store
 * asks {@link io.taskorchestrator.lifecycle.Lifecycle} for them. The contract tests what a store adds: order, atomicity,
 * indexes, time, counters, listeners. The simulation lives through long random traces and checks what must hold after
 * each step, also when the store fails in between.
 *
 * <p><b>For the author of an orchestrator.</b> {@link io.taskorchestrator.testkit.OrchestratorContract} is everything that an
 * {@link io.taskorchestrator.Orchestrator} must do whose tasks are elsewhere: what passes it can take the place of the embedded
 * one.
 * {@link io.taskorchestrator.testkit.WorkerContract} proves that workers can rely on it.
 *
 * <p><b>For everybody.</b> {@link io.taskorchestrator.testkit.SettableClock} is a clock that stands still until a test
 * moves it, for orchestrators and stores alike. {@link io.taskorchestrator.testkit.SimulatedWorker} plays a worker that
 * crashes and comes late, {@link io.taskorchestrator.testkit.FaultyStore} a store that fails, and {@link
 * io.taskorchestrator.testkit.Simulation} puts them all into one world; extend {@link
 * io.taskorchestrator.testkit.SimulationContract} to run it on a store of your own.
 *
 * <p>The kit is the test jar of this module. It needs JUnit 6 and AssertJ, which a project that uses it declares itself.
 */
@NullMarked
package io.taskorchestrator.testkit;

import org.jspecify.annotations.NullMarked;
