package io.taskorchestrator.http;

import io.taskorchestrator.http.access.AccessSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What the HTTP adapter is told. Immutable.
 *
 * <pre>{@code
 * HttpSettings settings = HttpSettings.builder().basePath("/orchestrator").build();
 * }</pre>
 *
 * @param basePath what stands before {@code /api/v1}, {@code /health} and the rest; empty, or a path that begins with a
 *     slash and does not end with one
 * @param access who may do what, and how often
 * @param limits how much a request may take
 * @param monitoring what is told to those who watch
 * @param clock the time, for timestamps and uptime
 */
public record HttpSettings(
        String basePath, AccessSettings access, Limits limits, Monitoring monitoring, InstantSource clock) {

    private static final Pattern BASE_PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)*");

    /** No base path, no keys, 8 MiB, 30 seconds, no metrics. */
    public static final HttpSettings STANDARD = builder().build();

    /**
     * How much a request may take.
     *
     * @param bodyBytes the largest body
     * @param requestTimeout how long a request may take, not counting what it asked to wait
     */
    public record Limits(int bodyBytes, Duration requestTimeout) {

        /**
         * Checks the limits.
         *
         * @throws IllegalArgumentException if one is not positive
         */
        public Limits {
            if (bodyBytes <= 0 || requestTimeout.isNegative() || requestTimeout.isZero()) {
                throw new IllegalArgumentException("The body limit and the request timeout must be positive");
            }
        }
    }

    /**
     * What is told to those who watch.
     *
     * @param metrics the text of {@code /metrics} in the Prometheus format; without it there is no such path
     * @param observer is told of every answered request
     * @param version the version that {@code /health} shows
     * @param requestIds makes an id for each request that comes without one
     */
    public record Monitoring(
            Optional<Supplier<String>> metrics,
            RequestObserver observer,
            String version,
            Supplier<String> requestIds) {}

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if the base path is none
     */
    public HttpSettings {
        if (!BASE_PATH.matcher(basePath).matches()) {
            throw new IllegalArgumentException(
                    "The base path must be empty or like /orchestrator, but is '" + basePath + "'");
        }
    }

    /** Starts from the standard settings. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects settings. Thread model: one thread. */
    public static final class Builder {

        private static final int BODY_BYTES = 8 * 1024 * 1024;
        private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

        private String basePath = "";
        private AccessSettings access = AccessSettings.STANDARD;
        private int bodyLimit = BODY_BYTES;
        private Duration requestTimeout = REQUEST_TIMEOUT;
        private Optional<Supplier<String>> metrics = Optional.empty();
        private RequestObserver observer = RequestObserver.NONE;
        private String version = "development";
        private Supplier<String> requestIds = Builder::randomId;
        private InstantSource clock = InstantSource.system();

        private Builder() {}

        /** Not {@link UUID#randomUUID}, for which all threads share one generator and wait for each other. */
        private static String randomId() {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            return new UUID(random.nextLong(), random.nextLong()).toString();
        }

        /** What stands before all paths, such as {@code /orchestrator}. Default: nothing. */
        public Builder basePath(String newBasePath) {
            basePath = newBasePath;
            return this;
        }

        /** Who may do what, and how often. Default: everybody on this machine everything, 1,000 requests a minute. */
        public Builder access(AccessSettings newAccess) {
            access = newAccess;
            return this;
        }

        /** The largest body in bytes. Default: 8 MiB. */
        public Builder bodyLimit(int bytes) {
            bodyLimit = bytes;
            return this;
        }

        /** How long a request may take, not counting what it asked to wait. Default: 30 seconds. */
        public Builder requestTimeout(Duration newTimeout) {
            requestTimeout = newTimeout;
            return this;
        }

        /** Where the text of {@code /metrics} comes from, in the Prometheus format. Default: there is no such path. */
        public Builder metrics(Supplier<String> newMetrics) {
            metrics = Optional.of(newMetrics);
            return this;
        }

        /** Is told of every answered request. Default: nobody. */
        public Builder observer(RequestObserver newObserver) {
            observer = newObserver;
            return this;
        }

        /** The version that {@code /health} shows. */
        public Builder version(String newVersion) {
            version = newVersion;
            return this;
        }

        /**
         * What makes an id for a request that comes without one; called by many threads. Default: 128 random bits in the form of a
         * UUID, which somebody who sees many of them could guess.
         */
        public Builder requestIds(Supplier<String> newRequestIds) {
            requestIds = newRequestIds;
            return this;
        }

        /** The time, for timestamps and uptime. Default: the system's clock. */
        public Builder clock(InstantSource newClock) {
            clock = newClock;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException if one of them is wrong
         */
        public HttpSettings build() {
            return new HttpSettings(
                    basePath,
                    access,
                    new Limits(bodyLimit, requestTimeout),
                    new Monitoring(metrics, observer, version, requestIds),
                    clock);
        }
    }
}
