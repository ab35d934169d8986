package io.taskorchestrator.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One HTTP/1.1 request or answer as its bytes. */
final class HttpBytes {

    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *([0-9]+)\r\n");
    private static final String END_OF_HEAD = "\r\n\r\n";

    private HttpBytes() {}

    /** Reads one message with a body of a known length; empty if the stream ends before it begins. */
    static Optional<byte[]> read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < END_OF_HEAD.length()) {
            int next = in.read();
            if (next < 0) {
                if (bytes.size() == 0) {
                    return Optional.empty();
                }
                throw new IOException("The message breaks off in its head");
            }
            bytes.write(next);
            matched = next == END_OF_HEAD.charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
        }
        String head = bytes.toString(StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        if (head.contains("\r\ntransfer-encoding:")) {
            throw new IOException("Chunks are not understood");
        }
        Matcher length = LENGTH.matcher(head);
        int rest = length.find() ? Integer.parseInt(length.group(1)) : 0;
        byte[] body = in.readNBytes(rest);
        if (body.length < rest) {
            throw new IOException("The message breaks off in its body");
        }
        bytes.writeBytes(body);
        return Optional.of(bytes.toByteArray());
    }

    /** An answer with a status, and nothing else but how soon to come back. */
    static byte[] answer(int status, String retryAfter) {
        return "HTTP/1.1 %d No\r\nContent-Length: 0\r\nRetry-After: %s\r\n\r\n"
                .formatted(status, retryAfter)
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
