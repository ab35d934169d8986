package io.taskorchestrator.http;

import io.javalin.http.Context;
import io.taskorchestrator.task.InvalidInputException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the body of a request: only if it is said to be JSON, and never more of it than is allowed. */
final class Body {

    static final Set<String> JSON = Set.of("application/json");
    static final Set<String> PATCH = Set.of("application/json", "application/merge-patch+json");

    private static final Logger LOG = LoggerFactory.getLogger(Body.class);

    private static final byte[] NONE = {};

    private Body() {}

    /**
     * The bytes of the body; none if there is no body.
     *
     * @param gathered the bytes, if they have been read already
     * @throws Problem if the body is not of one of {@code types}, or has more than {@code limit} bytes
     * @throws InvalidInputException if it is malformed below its JSON, such as a broken chunk
     */
    static byte[] read(Context context, Optional<byte[]> gathered, Set<String> types, int limit) {
        HttpServletRequest request = context.req();
        boolean chunked = request.getHeader("Transfer-Encoding") != null;
        long declared = request.getContentLengthLong();
        if (!chunked && declared <= 0) {
            return NONE;
        }
        requireType(request, types);
        if (declared > limit) {
            throw Problem.tooLarge(limit);
        }
        byte[] bytes = gathered.orElseGet(() -> readAtMost(request, declared < 0 ? limit : (int) declared, limit));
        if (bytes.length == 0 && declared > 0) {
            // Somebody in front of us, such as a host's own handler, has read it; Javalin keeps what it read.
            return context.bodyAsBytes();
        }
        return bytes;
    }

    /** What is answered if the body breaks off, or is malformed below its JSON. */
    static InvalidInputException unreadable() {
        return new InvalidInputException("body", "could not be read to its end");
    }

    /** What is answered if the body is not here after {@code patience}. */
    static InvalidInputException late(Duration patience) {
        return new InvalidInputException("body", "must be here within %d s".formatted(patience.toSeconds()));
    }

    private static byte[] readAtMost(HttpServletRequest request, int expected, int limit) {
        try {
            InputStream in = request.getInputStream();
            byte[] bytes = in.readNBytes(expected);
            if (bytes.length == limit && in.read() >= 0) {
                throw Problem.tooLarge(limit);
            }
            return bytes;
        } catch (IOException | IllegalStateException e) {
            LOG.debug("A body could not be read", e);
            throw unreadable();
        }
    }

    /** Whether the body is said to be of one of {@code types}. */
    static boolean isAccepted(HttpServletRequest request, Set<String> types) {
        String given = request.getHeader("Content-Type");
        return !isEncoded(request.getHeader("Content-Encoding")) && given != null && isOneOf(types, given);
    }

    private static boolean isEncoded(@Nullable String encoding) {
        return encoding != null && !encoding.equalsIgnoreCase("identity");
    }

    private static void requireType(HttpServletRequest request, Set<String> types) {
        String encoding = request.getHeader("Content-Encoding");
        if (isEncoded(encoding)) {
            throw Problem.unsupportedMediaType("Content-Encoding: " + encoding, wanted(types));
        }
        String given = request.getHeader("Content-Type");
        if (given == null || !isOneOf(types, given)) {
            throw Problem.unsupportedMediaType(given == null ? "" : given, wanted(types));
        }
    }

    private static boolean isOneOf(Set<String> types, String given) {
        if (types.contains(given)) {
            return true;
        }
        String[] parts = given.split(";");
        if (parts.length == 0 || !types.contains(parts[0].strip().toLowerCase(Locale.ROOT))) {
            return false;
        }
        return List.of(parts).subList(1, parts.length).stream().noneMatch(Body::isForeignCharset);
    }

    /** JSON is UTF-8 (RFC 8259, section 8.1), whatever the header says; it had better not say anything else. */
    private static boolean isForeignCharset(String parameter) {
        String text = parameter.strip().toLowerCase(Locale.ROOT).replace("\"", "");
        return text.startsWith("charset=") && !text.equals("charset=utf-8") && !text.equals("charset=utf8");
    }

    private static String wanted(Set<String> types) {
        return String.join(" or ", types.stream().sorted().toList());
    }
}
