package io.taskorchestrator.client;

import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The client's randomness.
 *
 * <p>Thread model: safe for use by many threads, whatever generator it draws from.
 */
final class Dice {

    private static final long VERSION_MASK = 0xFFFF_FFFF_FFFF_0FFFL;
    private static final long VERSION_4 = 0x4000L;
    private static final long VARIANT_MASK = 0x3FFF_FFFF_FFFF_FFFFL;
    private static final long VARIANT_2 = 0x8000_0000_0000_0000L;

    private final RandomGenerator random;

    Dice(RandomGenerator random) {
        this.random = random;
    }

    /** A number from 0 up to, but without, 1. */
    synchronized double fraction() {
        return random.nextDouble();
    }

    /** An id that nobody else has: a UUID of version 4 (RFC 9562, section 5.4). */
    synchronized UUID id() {
        return new UUID((random.nextLong() & VERSION_MASK) | VERSION_4, (random.nextLong() & VARIANT_MASK) | VARIANT_2);
    }
}
