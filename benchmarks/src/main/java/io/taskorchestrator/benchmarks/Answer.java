package io.taskorchestrator.benchmarks;

import java.nio.charset.StandardCharsets;

/** The bytes that have come in answer to one request. Reads no more of HTTP than our servers write. */
final class Answer {

    private static final byte[] END_OF_HEAD = ascii("\r\n\r\n");
    private static final byte[] LENGTH = ascii("Content-Length: ");
    private static final int STATUS = "HTTP/1.1 ".length();

    private final byte[] bytes;
    private int length;

    /** Makes room for an answer of at most so many bytes. */
    Answer(int mostBytes) {
        bytes = new byte[mostBytes];
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void grow(int more) {
        length += more;
    }

    void clear() {
        length = 0;
    }

    /** Whether all of it is here. */
    boolean isWhole() {
        int end = indexOf(END_OF_HEAD, 0);
        if (end < 0) {
            return false;
        }
        int body = 0;
        for (int i = indexOf(LENGTH, 0) + LENGTH.length; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            body = body * 10 + bytes[i] - '0';
        }
        return length >= end + END_OF_HEAD.length + body;
    }

    boolean isSuccess() {
        return bytes[STATUS] == '2';
    }

    /** The text between the first {@code mark} at or after {@code from} and the next quote. */
    String quoted(byte[] mark, int from) {
        int begin = indexOf(mark, from);
        if (begin < 0) {
            throw new IllegalStateException(
                    "There is no " + new String(mark, StandardCharsets.US_ASCII) + " in " + this);
        }
        begin += mark.length;
        int end = begin;
        while (bytes[end] != '"') {
            end++;
        }
        return new String(bytes, begin, end - begin, StandardCharsets.US_ASCII);
    }

    /** Where {@code sought} begins at or after {@code from}; -1 for nowhere. */
    int indexOf(byte[] sought, int from) {
        for (int i = from; i <= length - sought.length; i++) {
            int same = 0;
            while (same < sought.length && bytes[i + same] == sought[same]) {
                same++;
            }
            if (same == sought.length) {
                return i;
            }
        }
        return -1;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
