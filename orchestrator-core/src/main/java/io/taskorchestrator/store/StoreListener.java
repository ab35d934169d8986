package io.taskorchestrator.store;

import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.QueueName;

/**
 * Hears what happens in a store. Called outside the store's locks; must return soon. What it throws is logged and harms
 * nobody.
 */
public interface StoreListener {

    /**
     * Tasks of {@code queue} in {@code directories} may have become ready. A hint: it may be wrong, and it may be lost
     * (by a crash, or where the change came from another process), so somebody must also look from time to time.
     */
    void ready(QueueName queue, DirectoryScope directories);

    /**
     * A change was made and is durable. Changes of one task arrive in order, each at most once. Heartbeats and the end of a
     * task's retention are not told.
     */
    void changed(TaskChange change);

    /**
     * Whether a message now would make any difference to this listener. A store that tells listeners of its own process only
     * may leave out what none of them cares for; it asks after it has made the change, and before anybody can look at the
     * tasks under its lock again. So whoever first becomes attentive and then looks misses nothing. Must be quick, and call
     * nothing.
     */
    default boolean isAttentive() {
        return true;
    }
}
