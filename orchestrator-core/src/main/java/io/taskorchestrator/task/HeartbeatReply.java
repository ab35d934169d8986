package io.taskorchestrator.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a worker learns from its heartbeat.
 *
 * @param expiresAt when the lease now ends
 * @param expiresIn how long that is from now, by the store's clock
 * @param cancelRequested whether the task was cancelled: the worker should stop and confirm by release, fail or complete;
 *     the lease was not extended
 * @param reason why it was cancelled, if somebody said
 */
public record HeartbeatReply(Instant expiresAt, Duration expiresIn, boolean cancelRequested, Optional<String> reason) {}
