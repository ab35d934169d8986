package io.taskorchestrator.http.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Limits the pace of requests: a token bucket for each API key, and one for each address that comes without a valid key. A
 * bucket holds the requests of one minute and refills evenly.
 *
 * <p>A request with a live lease token is not counted, for a heartbeat must never be refused for pace. Whether a token is
 * live is known only afterwards: so calls that carry one are made first, and {@link #spend} is asked only if the token turned
 * out not to be live. If the answer is no, nothing has been done that a refusal would hide.
 *
 * <p>Failed authentication is counted for the address. It does not stop a client with a valid key behind the same address:
 * else one client with an old key could lock out all those behind the same proxy. Keys must be too long to guess.
 *
 * <p>Memory: at most 20,000 addresses are remembered, some 10 MB; IPv6 addresses by their first 64 bits, which is what one
 * customer gets. An address not heard of for a minute has a full bucket and is forgotten without loss. If more than 20,000
 * come within a minute, one that is forgotten begins again with a full bucket: somebody with so many addresses is not held
 * by a limit per address anyway. Keys are never forgotten, so a flood of addresses does not renew a key's bucket.
 *
 * <p>Time that runs backwards stands still here: the buckets go on refilling from there.
 *
 * <p>Thread model: safe for use by many threads.
 */
public final class RateLimit {

    private static final int MOST_ADDRESSES = 20_000;
    private static final int MOST_KEYS = 100_000;
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final int requestsPerMinute;
    private final ForwardMeter meter;
    private final Cache<String, Bucket> byAddress;
    private final Cache<String, Bucket> byKey;

    /** Creates the limit that {@code settings} ask for. */
    public RateLimit(AccessSettings settings, InstantSource clock) {
        this.requestsPerMinute = settings.requestsPerMinute();
        this.meter = new ForwardMeter(clock);
        this.byAddress = cache(MOST_ADDRESSES);
        // As many as there are; the bound is only never to be reached.
        this.byKey = cache(Math.max(1, Math.min(MOST_KEYS, settings.keys().size())));
    }

    /**
     * Counts a request.
     *
     * @param remoteAddress where it comes from; counted for this if {@code identity} has no key
     */
    public RateLimitDecision spend(Identity identity, String remoteAddress) {
        return requestsPerMinute == 0 ? RateLimitDecision.UNLIMITED : spend(bucket(identity, remoteAddress));
    }

    /**
     * Counts a request whose key was missing or wrong. If it is not allowed, the answer is that it comes too often, not that
     * the key is wrong.
     */
    public RateLimitDecision spendFailedAuthentication(String remoteAddress) {
        return requestsPerMinute == 0 ? RateLimitDecision.UNLIMITED : spend(addressBucket(remoteAddress));
    }

    /** What is left, without counting: for the answer to a call that is not counted. Always allows. */
    public RateLimitDecision peek(Identity identity, String remoteAddress) {
        return requestsPerMinute == 0
                ? RateLimitDecision.UNLIMITED
                : RateLimitDecision.allowed(
                        requestsPerMinute, bucket(identity, remoteAddress).getAvailableTokens());
    }

    /** How many addresses are remembered. */
    long addresses() {
        byAddress.cleanUp();
        return byAddress.estimatedSize();
    }

    private RateLimitDecision spend(Bucket bucket) {
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? RateLimitDecision.allowed(requestsPerMinute, probe.getRemainingTokens())
                : RateLimitDecision.denied(requestsPerMinute, Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    private Bucket bucket(Identity identity, String remoteAddress) {
        return identity.isAnonymous() ? addressBucket(remoteAddress) : byKey.get(identity.name(), name -> newBucket());
    }

    private Bucket addressBucket(String remoteAddress) {
        return byAddress.get(AddressGroup.of(remoteAddress), address -> newBucket());
    }

    private Bucket newBucket() {
        return Bucket.builder()
                .withCustomTimePrecision(meter)
                .addLimit(limit -> limit.capacity(requestsPerMinute).refillGreedy(requestsPerMinute, PERIOD))
                .build();
    }

    private Cache<String, Bucket> cache(int most) {
        return Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterAccess(PERIOD)
                .ticker(meter::currentTimeNanos)
                .executor(Runnable::run)
                .build();
    }
}
