package io.taskorchestrator.task;

/** Why a call on a task was refused. */
public enum RefusalReason {
    /** There is no such task. */
    NOT_FOUND,
    /** The task's status does not allow the call. */
    WRONG_STATUS,
    /** The lease token belongs to an earlier attempt, or was never granted. */
    STALE_LEASE,
    /** The current lease can only be used with its token, and none was given. */
    TOKEN_REQUIRED,
    /** Another worker holds the task. */
    OTHER_WORKER,
    /** A worker still holds the task; it must confirm first, or the call be forced. */
    LEASE_LIVE,
    /** The retries that the task allows are used up. */
    RETRIES_EXHAUSTED,
    /** The task has changed since the version that the caller saw. */
    VERSION_MISMATCH,
    /** The prompt that was sent along is not the task's. */
    PROMPT_MISMATCH,
    /** The idempotency key was used before, for another request. */
    IDEMPOTENCY_KEY_REUSED
}
