package io.taskorchestrator.json;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import java.util.Optional;

/**
 * The body of a completion: finish one task and, if wanted, get the next in one call.
 *
 * @param complete what to finish
 * @param next what to claim once that is durable
 */
public record Completion(Complete complete, Optional<Claim> next) {}
