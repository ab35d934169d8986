package io.taskorchestrator.store;

import io.taskorchestrator.lifecycle.Decision;
import java.time.Instant;

/**
 * What came of a command.
 *
 * @param decision what was decided, and done
 * @param at the store's time of the decision
 */
public record Decided(Decision decision, Instant at) {}
