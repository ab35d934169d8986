package io.taskorchestrator.client;

import io.taskorchestrator.AsyncOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.SteadyClock;
import io.taskorchestrator.store.Caller;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/**
 * The orchestrator of a server, over HTTP/1.1.
 *
 * <pre>{@code
 * try (Orchestrator orchestrator = OrchestratorClient.builder(URI.create("https://tasks.example.org"))
 *         .apiKey(key)
 *         .build()) {
 *     orchestrator.create(NewTask.builder("/projects/shop", "Find the slow query").build());
 * }
 * }</pre>
 *
 * <p>It answers, and throws, what the embedded orchestrator does. What only a network brings: a server that cannot be reached
 * is a {@link io.taskorchestrator.task.StoreUnavailableException}, a key that it does not accept an {@link
 * io.taskorchestrator.task.AccessDeniedException}, and what no orchestrator would say an {@link UnexpectedAnswerException}.
 *
 * <p><b>Every verb is tried again</b> when a connection breaks, nothing comes in time, or the server says 408, 429, 502, 503
 * or 504: for {@linkplain Builder#retryFor a minute}, after a random pause that grows, and never before the server's {@code
 * Retry-After}. None is carried out twice by that: creates carry a key, claims an id, what ends an attempt its token; a
 * cancellation, a retry or an update whose answer was lost is looked for in the task's history before it is sent again. Only
 * what ends an attempt without a token is not repeated.
 *
 * <p>Three things differ from the embedded one. A lease is always fenced, since every claim has an id: show the token. Who
 * calls is decided by the API key: {@link #as} keeps idempotency keys and claim ids apart, but the history shows the key's
 * name. And {@code replayed} of a create with a key of the caller's may be true because of a try of this very call.
 *
 * <p>Thread model: safe for use by many threads. Answers are given by daemon threads, made as needed. After a crash of this
 * process the server goes on with what it had received; leases end by themselves.
 */
public final class OrchestratorClient implements Orchestrator {

    private static final Duration IDLE_THREAD = Duration.ofSeconds(10);

    private final Line line;
    private final RemoteCalls calls;

    private OrchestratorClient(Builder builder) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_THREAD.toMillis(),
                TimeUnit.MILLISECONDS,
                new SynchronousQueue<>(),
                OrchestratorClient::daemon);
        line = new Line(
                new Transport(builder, threads),
                builder.timing,
                new Line.Clocks(builder.clock, builder.wallClock),
                new Dice(builder.random),
                builder.pauses);
        calls = new RemoteCalls(line, new Callers(Optional.empty()));
    }

    /**
     * A client of the server at {@code server}, without a key.
     *
     * @throws IllegalArgumentException as {@link #builder}
     */
    public static OrchestratorClient create(URI server) {
        return builder(server).build();
    }

    /**
     * Starts a client of one's own liking.
     *
     * @param server where the server is: {@code http} or {@code https}, with the path below which it is mounted, if any
     * @throws IllegalArgumentException if the URI has another scheme, a user, a query or a fragment, or no host
     */
    public static Builder builder(URI server) {
        return new Builder(Address.of(server));
    }

    @Override
    public AsyncOrchestrator async() {
        return calls;
    }

    @Override
    public Orchestrator as(String caller) {
        return new View(this, new RemoteCalls(line, new Callers(Optional.of(new Caller(caller)))));
    }

    /**
     * Ends the calls that run, with a {@link io.taskorchestrator.task.StoreUnavailableException}, and closes their
     * connections; claims that wait on the server end by that. Idle connections and threads follow by themselves.
     */
    @Override
    public void close() {
        line.close();
    }

    /** Names the server, and no secret. */
    @Override
    public String toString() {
        return "OrchestratorClient[" + line.transport().address() + "]";
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "task-orchestrator-client");
        thread.setDaemon(true);
        return thread;
    }

    /** The same orchestrator for another caller. */
    private record View(OrchestratorClient client, RemoteCalls calls) implements Orchestrator {

        @Override
        public AsyncOrchestrator async() {
            return calls;
        }

        @Override
        public Orchestrator as(String caller) {
            return client.as(caller);
        }

        @Override
        public void close() {
            client.close();
        }
    }

    /** Collects what a client is made of. Thread model: one thread. */
    public static final class Builder {

        private static final int ANSWER_BYTES = 64 * 1024 * 1024;

        final Address address;
        Optional<String> apiKey = Optional.empty();
        Optional<SSLContext> sslContext = Optional.empty();
        Timing timing = Timing.STANDARD;
        int answerLimit = ANSWER_BYTES;
        InstantSource clock = SteadyClock.atEpoch();
        InstantSource wallClock = InstantSource.system();
        RandomGenerator random = new SecureRandom();
        Pauses pauses = Pauses.REAL;

        private Builder(Address address) {
            this.address = address;
        }

        /**
         * The API key. Over plain HTTP it can be read on its way. Default: none.
         *
         * @throws IllegalArgumentException if it is empty, or has anything but visible ASCII characters
         */
        public Builder apiKey(String newApiKey) {
            if (newApiKey.isEmpty() || !newApiKey.chars().allMatch(c -> c > ' ' && c <= '~')) {
                throw new IllegalArgumentException(
                        "An API key must be visible ASCII characters without spaces and line ends");
            }
            apiKey = Optional.of(newApiKey);
            return this;
        }

        /** Whom to trust, and who we are, over HTTPS. Default: the JVM's. */
        public Builder sslContext(SSLContext newSslContext) {
            sslContext = Optional.of(newSslContext);
            return this;
        }

        /**
         * How long connecting may take. Default: 5 seconds.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder connectTimeout(Duration timeout) {
            timing = timing.connect(timeout);
            return this;
        }

        /**
         * How long one request may take, not counting what it asked to wait. Default: 35 seconds, a little more than a
         * server gives it.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder requestTimeout(Duration timeout) {
            timing = timing.request(timeout);
            return this;
        }

        /**
         * How long a call is tried again after it has first failed; no try begins later. Zero: not at all. Default: a minute.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder retryFor(Duration time) {
            timing = timing.retry(time);
            return this;
        }

        /**
         * How long one request waits at most for a task; a longer wait is made of several. It should be shorter than what
         * proxies on the way allow a connection to be silent. Default: 25 seconds.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder longestPark(Duration time) {
            timing = timing.park(time);
            return this;
        }

        /**
         * The largest answer in bytes; a larger one is given up. Default: 64 MiB.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder answerLimit(int bytes) {
            if (bytes <= 0) {
                throw new IllegalArgumentException("answerLimit must be positive, but is " + bytes);
            }
            answerLimit = bytes;
            return this;
        }

        /**
         * The time, for deadlines and waits, and for dates that a server names. Default: the system's clock for dates, and for
         * the rest one that does not step with it.
         */
        public Builder clock(InstantSource newClock) {
            clock = newClock;
            wallClock = newClock;
            return this;
        }

        /**
         * What keys, claim ids and pauses are drawn from. Ids must not repeat, so a predictable one is for tests only.
         * Default: {@link SecureRandom}.
         */
        public Builder random(RandomGenerator newRandom) {
            random = newRandom;
            return this;
        }

        /** How pauses pass; for tests. */
        Builder pauses(Pauses newPauses) {
            pauses = newPauses;
            return this;
        }

        /** Opens the client. Nothing is sent yet. */
        public OrchestratorClient build() {
            return new OrchestratorClient(this);
        }
    }
}
