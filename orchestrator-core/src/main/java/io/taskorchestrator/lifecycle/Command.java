package io.taskorchestrator.lifecycle;

/** Somebody's wish: either a {@link Claim}, which names no task, or a {@link TaskCommand}, which does. */
public sealed interface Command permits Claim, TaskCommand {

    /** What is to be done. */
    Verb verb();
}
