package io.taskorchestrator.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Why a request got no answer to its question.
 *
 * @param message what happened, for people
 * @param cause what was thrown, if anything was
 * @param maybeDone whether the server may have carried it out all the same
 * @param isPassing whether trying again makes sense
 * @param retryAfter how long the server asks to wait
 */
record Failure(String message, @Nullable Throwable cause, boolean maybeDone, boolean isPassing, Duration retryAfter) {

    private static final int TOO_MANY_REQUESTS = 429;

    /** Request timeout, bad gateway, unavailable, gateway timeout: said by servers and by proxies before them. */
    private static final Set<Integer> PASSING = Set.of(408, TOO_MANY_REQUESTS, 502, 503, 504);

    /** Whether an answer with this status says that it may go better next time. */
    static boolean isPassing(int status) {
        return PASSING.contains(status);
    }

    /** An answer that says that it may go better next time. */
    static Failure of(HttpResponse<?> answer, Instant now) {
        int status = answer.statusCode();
        return new Failure(
                "the server answered " + status, null, status != TOO_MANY_REQUESTS, true, retryAfter(answer, now));
    }

    /** An answer that broke off, or was garbled on its way. */
    static Failure garbled(RuntimeException cause) {
        return new Failure("the answer is garbled", cause, true, true, Duration.ZERO);
    }

    /** Something was thrown instead of an answer. */
    static Failure of(Throwable cause) {
        boolean neverSent = cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof UnresolvedAddressException;
        boolean passing = (cause instanceof IOException || neverSent)
                && !(cause instanceof AnswerTooLargeException)
                && !isDistrusted(cause);
        String name = cause.getClass().getSimpleName();
        String what = cause.getMessage() == null ? name : name + ": " + cause.getMessage();
        return new Failure(neverSent ? "no connection, " + what : what, cause, !neverSent, passing, Duration.ZERO);
    }

    /** A certificate does not become a better one by asking again; a connection that breaks in the handshake may. */
    private static boolean isDistrusted(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException) {
                return true;
            }
        }
        return false;
    }

    /** Seconds, or a date (RFC 9110, section 10.2.3); what is neither is passed over. */
    private static Duration retryAfter(HttpResponse<?> answer, Instant now) {
        Optional<String> given = answer.headers().firstValue("Retry-After").map(String::strip);
        if (given.isEmpty()) {
            return Duration.ZERO;
        }
        String text = given.get();
        if (text.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            Duration until = Duration.between(now, DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }
}
