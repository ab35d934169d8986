package io.taskorchestrator.worker;

/** Why a handler shall stop. Later ones outweigh earlier ones. */
public enum StopReason {
    /** The worker closes: the task is handed back when the handler ends by an exception, and completed when it returns. */
    CLOSING,
    /** Somebody has cancelled the task: the end of the handler confirms it. */
    CANCELLED,
    /** The lease has ended, or the task is gone: somebody else may be working on it. */
    LEASE_LOST
}
