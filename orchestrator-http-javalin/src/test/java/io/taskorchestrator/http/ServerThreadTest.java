package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import jakarta.servlet.AsyncContext;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is to be done for a request that may be over by then: it, or the other thing, and never none of the two. */
class ServerThreadTest {

    private static final int REQUESTS = 500;

    private final AtomicInteger worked = new AtomicInteger();
    private final AtomicInteger otherwise = new AtomicInteger();
    private final ConcurrentLinkedQueue<AsyncContext> over = new ConcurrentLinkedQueue<>();
    private Javalin javalin;
    private ApiClient client;

    @BeforeEach
    void start() {
        javalin = Javalin.create(config -> {
            config.routes.get("/racing", context -> {
                AsyncContext async = context.req().startAsync();
                ServerThread.run(async, worked::incrementAndGet, otherwise::incrementAndGet);
                async.complete();
            });
            config.routes.get("/over", context -> {
                AsyncContext async = context.req().startAsync();
                over.add(async);
                async.complete();
            });
        });
        javalin.start("127.0.0.1", 0);
        client = ApiClient.ofHost(javalin.port());
    }

    @AfterEach
    void stop() {
        javalin.stop();
    }

    @Test
    void aRequestThatIsOverAtTheSameTimeGetsExactlyOneOfTheTwo() {
        for (int i = 1; i <= REQUESTS; i++) {
            int count = i;
            client.get("/racing");
            Eventually.holds("one of the two is done", () -> worked.get() + otherwise.get() == count);
        }
        assertThat(worked.get() + otherwise.get()).isEqualTo(REQUESTS);
    }

    @Test
    void aRequestThatIsOverGetsTheOther() {
        for (int i = 0; i < REQUESTS; i++) {
            client.get("/over");
        }
        over.forEach(async -> ServerThread.run(async, worked::incrementAndGet, otherwise::incrementAndGet));

        Eventually.holds("all are done", () -> worked.get() + otherwise.get() == REQUESTS);
        assertThat(otherwise.get()).isGreaterThanOrEqualTo(REQUESTS - 1);
    }
}
