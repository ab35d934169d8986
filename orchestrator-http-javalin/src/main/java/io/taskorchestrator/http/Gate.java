package io.taskorchestrator.http;

/**
 * Decides who may do what, before anything else is looked at: the open-loopback guard, authentication, the rate limit,
 * permissions and CORS, in this order.
 */
interface Gate {

    /** Everybody may do everything. */
    Gate OPEN = new Gate() {};

    /** The name under which somebody without a key appears. */
    String ANONYMOUS = "anonymous";

    /**
     * Lets the request in, and tells the exchange who it is that calls, or answers it at once, or refuses it.
     *
     * @throws Problem if the caller may not do this, or not now
     */
    default void admit(Exchange exchange) {}

    /** Sees the answer before it is written; may replace it. */
    default Reply answered(Exchange exchange, Reply reply) {
        return reply;
    }
}
