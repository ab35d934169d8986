package io.taskorchestrator.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trying to get more than the limit. */
class RateLimitTest {

    private static final Identity CI = new Identity("ci", Role.WORKER);
    private static final String ADDRESS = "192.0.2.1";

    private final SettableTime time = new SettableTime();
    private final RateLimit limit = limit(60);

    private RateLimit limit(int requestsPerMinute) {
        return new RateLimit(
                AccessSettings.STANDARD
                        .withKeys(ApiKeys.parse("ci:worker:k1,other:worker:k2"))
                        .withRequestsPerMinute(requestsPerMinute),
                time);
    }

    private int allowedOf(int requests, Identity identity, String address) {
        int allowed = 0;
        for (int i = 0; i < requests; i++) {
            allowed += limit.spend(identity, address).isAllowed() ? 1 : 0;
        }
        return allowed;
    }

    @Test
    void aMinutesRequestsAreAllowedAndThenOneAtATime() {
        assertThat(allowedOf(100, CI, ADDRESS)).isEqualTo(60);
        time.advance(Duration.ofMillis(999));
        assertThat(allowedOf(10, CI, ADDRESS)).isZero();
        time.advance(Duration.ofMillis(1));
        assertThat(allowedOf(10, CI, ADDRESS)).isEqualTo(1);
        time.advance(Duration.ofHours(1));
        assertThat(allowedOf(100, CI, ADDRESS)).isEqualTo(60);
    }

    @Test
    void theHeadersSayWhatIsLeftAndWhenToComeBack() {
        assertThat(limit.spend(CI, ADDRESS).headers())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("RateLimit-Limit", "60", "RateLimit-Remaining", "59", "RateLimit-Reset", "1"));
        allowedOf(59, CI, ADDRESS);
        time.advance(Duration.ofMillis(400));

        assertThat(limit.spend(CI, ADDRESS).headers())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "RateLimit-Limit",
                        "60",
                        "RateLimit-Remaining",
                        "0",
                        "RateLimit-Reset",
                        "60",
                        "Retry-After",
                        "1"));
    }

    @Test
    void whoWaitsAsLongAsToldIsAllowed() {
        RateLimit slow = limit(1);
        assertThat(slow.spend(CI, ADDRESS).isAllowed()).isTrue();
        RateLimitDecision denied = slow.spend(CI, ADDRESS);
        assertThat(denied.headers()).containsEntry("Retry-After", "60");

        time.advance(denied.retryAfter());

        assertThat(slow.spend(CI, ADDRESS).isAllowed()).isTrue();
    }

    @Test
    void aKeyIsLimitedWhereverItComesFromAndKeysDoNotShare() {
        assertThat(allowedOf(60, CI, ADDRESS)).isEqualTo(60);
        assertThat(allowedOf(10, CI, "192.0.2.2")).isZero();
        assertThat(allowedOf(10, new Identity("other", Role.WORKER), ADDRESS)).isEqualTo(10);
    }

    @Test
    void withoutAKeyTheAddressIsLimited() {
        assertThat(allowedOf(100, Identity.ANONYMOUS, ADDRESS)).isEqualTo(60);
        assertThat(allowedOf(10, Identity.ANONYMOUS, "192.0.2.2")).isEqualTo(10);
    }

    @Test
    void guessingKeysIsLimitedByAddressButLocksNobodyOut() {
        int answered = 0;
        for (int i = 0; i < 1_000; i++) {
            answered += limit.spendFailedAuthentication(ADDRESS).isAllowed() ? 1 : 0;
        }

        assertThat(answered).isEqualTo(60);
        assertThat(limit.spend(CI, ADDRESS).isAllowed()).isTrue();
    }

    @Test
    void lookingCountsNothing() {
        limit.spend(CI, ADDRESS);
        for (int i = 0; i < 100; i++) {
            assertThat(limit.peek(CI, ADDRESS).headers()).containsEntry("RateLimit-Remaining", "59");
        }
        allowedOf(100, CI, ADDRESS);
        assertThat(limit.peek(CI, ADDRESS).isAllowed()).isTrue();
        assertThat(limit.peek(CI, ADDRESS).remaining()).isZero();
    }

    @Test
    void anAddressIsNotRenewedByWritingItDifferently() {
        assertThat(allowedOf(60, Identity.ANONYMOUS, "2001:db8:1:2::1")).isEqualTo(60);
        for (String same : List.of(
                "2001:db8:1:2::2",
                "2001:DB8:1:2:ffff:ffff:ffff:ffff",
                "[2001:0db8:0001:0002::5]",
                "2001:db8:1:2::1%eth0",
                "2001:db8:1:2::1%" + "x".repeat(1_000))) {
            assertThat(allowedOf(1, Identity.ANONYMOUS, same)).as(same).isZero();
        }
        assertThat(allowedOf(1, Identity.ANONYMOUS, "2001:db8:1:3::1")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "::ffff:192.0.2.1, 192.0.2.1",
        "::ffff:c000:201, 192.0.2.1",
        "::1, 0000000000000000::/64",
        "fe80::1%eth0, fe80000000000000::/64",
        "2001:db8::1, 20010db800000000::/64",
        "host.example, host.example",
        "host.example:80, host.example:80",
        "1:2:3:4:5:6:7:8:9, 1:2:3:4:5:6:7:8:9",
        "unknown, unknown"
    })
    void anAddressBelongsToAGroup(String address, String group) {
        assertThat(AddressGroup.of(address)).isEqualTo(group);
    }

    @Test
    void aFloodOfAddressesNeitherFillsTheMemoryNorRenewsAKey() {
        assertThat(allowedOf(100, CI, ADDRESS)).isEqualTo(60);
        for (int i = 0; i < 30_000; i++) {
            limit.spend(Identity.ANONYMOUS, "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
            limit.spendFailedAuthentication("2001:db8:" + Integer.toHexString(i & 0xffff) + "::1");
        }

        assertThat(limit.addresses()).isLessThanOrEqualTo(20_000);
        assertThat(allowedOf(10, CI, ADDRESS)).isZero();
    }

    @Test
    void anAddressNotHeardOfForAMinuteIsForgotten() {
        limit.spend(Identity.ANONYMOUS, ADDRESS);
        time.advance(Duration.ofSeconds(59));
        assertThat(limit.addresses()).isEqualTo(1);
        time.advance(Duration.ofSeconds(2));
        assertThat(limit.addresses()).isZero();
    }

    @Test
    void aClockThatIsSetBackRenewsNothingAndStopsNothing() {
        assertThat(allowedOf(100, CI, ADDRESS)).isEqualTo(60);
        time.advance(Duration.ofHours(-5));
        assertThat(allowedOf(10, CI, ADDRESS)).isZero();
        time.advance(Duration.ofSeconds(2));
        assertThat(allowedOf(10, CI, ADDRESS)).isEqualTo(2);
    }

    @Test
    void manyThreadsTogetherGetNoMore() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Integer> greedy = () -> allowedOf(50, Identity.ANONYMOUS, ADDRESS);
            int allowed = 0;
            for (Future<Integer> each :
                    threads.invokeAll(Stream.generate(() -> greedy).limit(8).toList())) {
                allowed += each.get();
            }
            assertThat(allowed).isEqualTo(60);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void zeroIsNoLimitAndNoHeaders() {
        RateLimit off = limit(0);

        for (int i = 0; i < 10_000; i++) {
            assertThat(off.spend(CI, ADDRESS).isAllowed()).isTrue();
            assertThat(off.spendFailedAuthentication(ADDRESS).isAllowed()).isTrue();
        }
        assertThat(off.spend(CI, ADDRESS).headers()).isEmpty();
        assertThat(off.peek(CI, ADDRESS).headers()).isEmpty();
        assertThat(off.addresses()).isZero();
    }

    @Test
    void aLimitOutOfRangeIsRefused() {
        assertThatThrownBy(() -> AccessSettings.STANDARD.withRequestsPerMinute(-1))
                .isInstanceOf(InvalidAccessException.class);
        assertThatThrownBy(() -> AccessSettings.STANDARD.withRequestsPerMinute(Integer.MAX_VALUE))
                .isInstanceOf(InvalidAccessException.class);
        assertThat(new RateLimit(AccessSettings.STANDARD.withRequestsPerMinute(10_000_000), time)
                        .spend(Identity.ANONYMOUS, ADDRESS)
                        .remaining())
                .isEqualTo(9_999_999);
    }
}
