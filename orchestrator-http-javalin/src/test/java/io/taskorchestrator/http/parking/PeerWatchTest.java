package io.taskorchestrator.http.parking;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.http.parking.ParkingServer.Parked;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that leave, and clients that stay, on real connections. */
@Timeout(120)
class PeerWatchTest {

    private final ParkingServer server = new ParkingServer(8);

    @AfterEach
    void stop() {
        server.close();
    }

    private RawClient client() throws IOException {
        return new RawClient(server.port());
    }

    private static void answer(Parked parked, String text) {
        assertThat(parked.watch.stop()).isTrue();
        parked.answer.complete(text);
    }

    private static void assertGoneOnce(Parked parked) throws Exception {
        parked.awaitGone();
        assertThat(parked.watch.stop()).isFalse();
        assertThat(parked.watch.stop()).isFalse();
        assertThat(parked.timesGone).hasValue(1);
    }

    @Test
    void aClientThatClosesIsSeenGone() throws Exception {
        RawClient client = client();
        client.send(RawClient.get("/park/a"));
        Parked parked = server.next();

        client.close();

        assertGoneOnce(parked);
    }

    @Test
    void aClientThatResetsIsSeenGone() throws Exception {
        RawClient client = client();
        client.send(RawClient.get("/park/a"));
        Parked parked = server.next();

        client.reset();

        assertGoneOnce(parked);
    }

    @Test
    void aClientThatIsGoneBeforeTheWatchBeginsIsSeenGone() throws Exception {
        try (RawClient client = client()) {
            client.send(RawClient.get("/park/a"));
        }

        assertGoneOnce(server.next());
    }

    @Test
    void aClientThatClosesAfterItsBodyWasReadIsSeenGone() throws Exception {
        RawClient client = client();
        client.send(RawClient.post("/park/a", "body"));
        Parked parked = server.next();

        client.close();

        assertGoneOnce(parked);
        assertThat(parked.name).isEqualTo("abody");
    }

    @Test
    void aHalfClosedClientCountsAsGoneButCanStillBeAnswered() throws Exception {
        try (RawClient client = client()) {
            client.send(RawClient.get("/park/a"));
            Parked parked = server.next();

            client.halfClose();

            assertGoneOnce(parked);
            assertThat(client.body()).isEqualTo("nothing");
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void theConnectionOfAnAnsweredClientServesOnAndIsNeverReportedGone() throws Exception {
        List<Parked> answered = new ArrayList<>();
        try (RawClient client = client()) {
            for (int i = 0; i < 50; i++) {
                client.send(i % 2 == 0 ? RawClient.get("/park/a") : RawClient.post("/park/b", "body"));
                Parked parked = server.next();
                answer(parked, "answer" + i);
                assertThat(client.body()).isEqualTo("answer" + i);
                client.send(RawClient.get("/echo/e" + i));
                assertThat(client.body()).isEqualTo("e" + i);
                answered.add(parked);
            }
        }
        assertThat(answered).allSatisfy(parked -> assertThat(parked.timesGone).hasValue(0));
    }

    @Test
    void anAnswerOfSomebodyElsesCountsAsGoneAndTheConnectionServesOn() throws Exception {
        try (RawClient client = client()) {
            client.send(RawClient.get("/park/a"));
            Parked parked = server.next();
            parked.answer.complete("answer");

            assertThat(client.body()).isEqualTo("answer");
            assertGoneOnce(parked);
            client.send(RawClient.get("/echo/next"));
            assertThat(client.body()).isEqualTo("next");
        }
    }

    @Test
    void aRequestThatFollowsWhileTheFirstIsParkedIsAnsweredAfterIt() throws Exception {
        try (RawClient client = client()) {
            client.send(RawClient.get("/park/a"));
            Parked parked = server.next();
            String following = RawClient.get("/echo/next");
            client.send(following.substring(0, 10));
            parked.awaitBytesAhead(10);
            client.send(following.substring(10));
            parked.awaitBytesAhead(following.length());

            answer(parked, "first");

            assertThat(client.body()).isEqualTo("first");
            assertThat(client.body()).isEqualTo("next");
        }
    }

    @Test
    void theBeginningOfAFollowingRequestIsNotLost() throws Exception {
        try (RawClient client = client()) {
            client.send(RawClient.get("/park/a"));
            Parked parked = server.next();
            String following = RawClient.get("/echo/next");
            client.send(following.substring(0, 10));
            parked.awaitBytesAhead(10);

            answer(parked, "first");
            client.send(following.substring(10));

            assertThat(client.body()).isEqualTo("first");
            assertThat(client.body()).isEqualTo("next");
        }
    }

    @Test
    void aRequestThatCameInOnePieceWithTheParkedOneIsAnsweredAfterIt() throws Exception {
        try (RawClient client = client()) {
            client.send(RawClient.post("/park/a", "body") + RawClient.get("/park/b") + RawClient.get("/echo/next"));

            answer(server.next(), "first");
            assertThat(client.body()).isEqualTo("first");
            answer(server.next(), "second");
            assertThat(client.body()).isEqualTo("second");
            assertThat(client.body()).isEqualTo("next");
        }
    }

    @Test
    void aClientThatClosesBehindAFollowingRequestIsSeenGone() throws Exception {
        RawClient client = client();
        client.send(RawClient.get("/park/a"));
        Parked parked = server.next();
        client.send(RawClient.get("/park/b"));

        client.close();

        assertGoneOnce(parked);
    }

    @Test
    void whatAHalfClosedClientHadAskedBeforeIsAnsweredInOrder() throws Exception {
        try (RawClient client = client()) {
            client.send(RawClient.get("/park/a") + RawClient.get("/park/b"));
            Parked parked = server.next();
            client.send(RawClient.get("/echo/c"));

            client.halfClose();

            assertGoneOnce(parked);
            assertGoneOnce(server.next());
            assertThat(client.body()).isEqualTo("nothing");
            assertThat(client.body()).isEqualTo("nothing");
            assertThat(client.body()).isEqualTo("c");
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void moreFollowingRequestsThanTheBufferHoldsAreAllAnsweredInOrder() throws Exception {
        int count = 400;
        try (RawClient client = client()) {
            client.send(RawClient.get("/park/a"));
            Parked parked = server.next();
            StringBuilder following = new StringBuilder();
            for (int i = 0; i < count; i++) {
                following.append(RawClient.get("/echo/" + i + "?" + "x".repeat(100)));
            }
            client.send(following.toString());
            parked.awaitBytesAhead(8_192);

            answer(parked, "first");

            assertThat(client.body()).isEqualTo("first");
            for (int i = 0; i < count; i++) {
                assertThat(client.body()).isEqualTo(Integer.toString(i));
            }
        }
    }

    @Test
    void ofGoneAndAnswerAtTheSameTimeExactlyOneHappens() throws Exception {
        for (int i = 0; i < 400; i++) {
            RawClient client = client();
            client.send(RawClient.get("/park/a"));
            Parked parked = server.next();
            CyclicBarrier together = new CyclicBarrier(2);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> {
                await(together);
                close(client);
            });
            await(together);
            boolean answered = parked.watch.stop();
            parked.answer.complete("answer");
            closing.get(30, TimeUnit.SECONDS);
            if (answered) {
                assertThat(parked.timesGone).hasValue(0);
            } else {
                assertGoneOnce(parked);
            }
            assertThat(parked.watch.stop()).isEqualTo(answered);
        }
    }

    @Test
    void aRequestThatFollowsAtTheSameTimeAsTheAnswerIsNeverLost() throws Exception {
        try (RawClient client = client()) {
            for (int i = 0; i < 400; i++) {
                client.send(i % 2 == 0 ? RawClient.get("/park/a") : RawClient.post("/park/b", "body"));
                Parked parked = server.next();
                String following = RawClient.get("/echo/" + i);
                CyclicBarrier together = new CyclicBarrier(2);
                CompletableFuture<Void> answering = CompletableFuture.runAsync(() -> {
                    await(together);
                    answer(parked, "first");
                });
                await(together);
                client.send(following.substring(0, 10));
                client.send(following.substring(10));
                assertThat(client.body()).isEqualTo("first");
                assertThat(client.body()).isEqualTo(Integer.toString(i));
                answering.get(30, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void hundredsAreParkedOnFewThreadsAndEachIsSeenForItself() throws Exception {
        int count = 300;
        List<RawClient> clients = new ArrayList<>();
        List<Parked> parked = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RawClient client = client();
            client.send(RawClient.get("/park/" + i));
            clients.add(client);
            parked.add(server.next());
        }

        for (int i = 0; i < count; i += 2) {
            clients.get(i).close();
        }
        for (int i = 0; i < count; i += 2) {
            assertGoneOnce(parked.get(i));
        }
        for (int i = 1; i < count; i += 2) {
            answer(parked.get(i), "answer" + i);
            assertThat(clients.get(i).body()).isEqualTo("answer" + i);
            clients.get(i).close();
        }
        assertThat(IntStream.range(0, count).filter(i -> i % 2 == 1))
                .allSatisfy(i -> assertThat(parked.get(i).timesGone).hasValue(0));
    }

    @Test
    void whenTheServerStopsItsParkedClientsAreGone() throws Exception {
        try (RawClient client = client()) {
            client.send(RawClient.get("/park/a"));
            Parked parked = server.next();

            server.close();

            parked.awaitGone();
            assertThat(parked.watch.stop()).isFalse();
            assertThat(parked.timesGone).hasValue(1);
        }
    }

    @Test
    void aParkedClientIsNotTakenForAnIdleOne() throws Exception {
        try (ParkingServer impatient = new ParkingServer(8, Duration.ofMillis(200));
                RawClient client = new RawClient(impatient.port())) {
            client.send(RawClient.get("/park/a"));
            Parked parked = impatient.next();

            for (int i = 0; i < 3; i++) {
                try (RawClient idle = new RawClient(impatient.port())) {
                    assertThat(idle.isAtEnd()).isTrue();
                }
            }

            answer(parked, "answer");
            assertThat(client.body()).isEqualTo("answer");
        }
    }

    @Test
    void behindAnotherContainerNothingIsWatched() {
        HttpServletRequest foreign = (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HttpServletRequest.class}, (proxy, method, args) -> null);

        PeerWatch watch = PeerWatch.start(foreign, () -> {
            throw new AssertionError("Nobody is gone");
        });

        assertThat(watch.stop()).isTrue();
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void close(RawClient client) {
        try {
            client.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
