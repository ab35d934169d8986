package io.taskorchestrator.task;

import java.util.HexFormat;

/**
 * The secret that proves a lease: the attempt's number and a 128-bit code that only the store can make. Whoever has it
 * may act as that attempt's worker, so it appears in the answer to the claim only, and never in a log.
 *
 * @param attempt which attempt of the task
 * @param codeHigh the first 64 bits of the code
 * @param codeLow the last 64 bits of the code
 */
public record LeaseToken(int attempt, long codeHigh, long codeLow) {

    private static final int CODE_LENGTH = 32;
    private static final HexFormat HEX = HexFormat.of();

    /**
     * Reads the textual form, {@code <attempt>.<32 lower-case hexadecimal digits>}; there is no other spelling. Whether the code is genuine shows only when the
     * token is used.
     *
     * @throws InvalidInputException naming {@code lease_token} if {@code text} does not have that form
     */
    public static LeaseToken parse(String text) {
        int dot = text.indexOf('.');
        try {
            if (dot > 0 && text.length() == dot + 1 + CODE_LENGTH) {
                int attempt = Integer.parseInt(text, 0, dot, 10);
                long high = HexFormat.fromHexDigitsToLong(text, dot + 1, dot + 1 + CODE_LENGTH / 2);
                long low = HexFormat.fromHexDigitsToLong(text, dot + 1 + CODE_LENGTH / 2, text.length());
                LeaseToken token = new LeaseToken(attempt, high, low);
                if (attempt > 0 && token.text().equals(text)) {
                    return token;
                }
            }
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
        throw malformed();
    }

    /** The textual form, as {@link #parse} reads it. A secret: hand it to the claimer only. */
    public String text() {
        return attempt + "." + HEX.toHexDigits(codeHigh) + HEX.toHexDigits(codeLow);
    }

    /** Names the attempt only, so that a token in a log gives nothing away. */
    @Override
    public String toString() {
        return "LeaseToken[attempt=" + attempt + "]";
    }

    private static InvalidInputException malformed() {
        return new InvalidInputException("lease_token", "must be the token from the answer to a claim");
    }
}
