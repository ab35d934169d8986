package io.taskorchestrator.http;

import io.taskorchestrator.AsyncOrchestrator;
import io.taskorchestrator.Orchestrator;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Another orchestrator, whose answers to one verb are held back until they are let out. */
final class HeldOrchestrator implements Orchestrator {

    final CompletableFuture<Void> letOut = new CompletableFuture<>();
    final AtomicInteger held = new AtomicInteger();
    private final Orchestrator behind;
    private final AsyncOrchestrator verbs;

    HeldOrchestrator(Orchestrator behind, String verb) {
        this.behind = behind;
        verbs = (AsyncOrchestrator) Proxy.newProxyInstance(
                HeldOrchestrator.class.getClassLoader(),
                new Class<?>[] {AsyncOrchestrator.class},
                (proxy, method, arguments) -> {
                    try {
                        CompletableFuture<?> answer = (CompletableFuture<?>) method.invoke(behind.async(), arguments);
                        if (!method.getName().equals(verb)) {
                            return answer;
                        }
                        held.incrementAndGet();
                        return answer.thenCombine(letOut, (value, nothing) -> value);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
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
        behind.close();
    }
}
