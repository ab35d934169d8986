package io.taskorchestrator.standalone;

import java.util.Set;

/**
 * The origins whose web pages may call.
 *
 * @param all as in the header {@code Origin}
 */
record Origins(Set<String> all) {

    static final Origins NONE = new Origins(Set.of());

    Origins {
        all = Set.copyOf(all);
    }
}
