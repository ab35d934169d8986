package io.taskorchestrator.http.access;

/** A kind of call. Each route needs one of these; {@link Role} has the table of who has which. */
public enum Permission {
    /** Health and probes: needs no key. */
    PROBE,
    /** Looking at tasks, their history and statistics, at metrics and at the description of the API. */
    READ,
    /** What a worker does: next, claim, heartbeat, complete, fail, release. */
    WORK,
    /** What a producer does: create, batch, update, cancel, retry. */
    PRODUCE,
    /** Everything else: deleting tasks. */
    ADMINISTER;

    /** Whether a key is needed, if the server has any. */
    public boolean needsKey() {
        return this != PROBE;
    }
}
