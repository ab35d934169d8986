package io.taskorchestrator.http;

import io.taskorchestrator.AsyncOrchestrator;
import io.taskorchestrator.Orchestrator;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** An orchestrator all of whose verbs end in the same way. */
final class FailingOrchestrator implements Orchestrator {

    private final AsyncOrchestrator verbs;

    /** Every verb answers what {@code answer} makes; the type does not matter, since it is never a value. */
    FailingOrchestrator(Supplier<CompletableFuture<?>> answer) {
        verbs = (AsyncOrchestrator) Proxy.newProxyInstance(
                FailingOrchestrator.class.getClassLoader(),
                new Class<?>[] {AsyncOrchestrator.class},
                (proxy, method, arguments) -> answer.get());
    }

    @Override
    public AsyncOrchestrator async() {
        return verbs;
    }

    @Override
    public Orchestrator as(String caller) {
        return this;
    }

    @Override
    public void close() {
        // nothing was opened
    }
}
