package io.taskorchestrator.standalone;

import java.util.List;

/**
 * The origins whose web pages may call.
 *
 * @param all as in the header {@code Origin}; or only {@code *}, for any
 */
record Origins(List<String> all) {

    static final Origins NONE = new Origins(List.of());

    Origins {
        all = List.copyOf(all);
    }
}
