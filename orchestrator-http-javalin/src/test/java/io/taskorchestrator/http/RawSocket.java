package io.taskorchestrator.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Sends bytes that no decent client would send, and reads what comes back. */
final class RawSocket implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;

    RawSocket(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /** One request on a connection of its own; the answer, or status 0 if the server just closed. */
    static Answer exchange(int port, byte[] request) {
        try (RawSocket raw = new RawSocket(port)) {
            raw.send(request);
            return raw.answer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Answer exchange(int port, String request) {
        return exchange(port, request.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What came back. */
    record Answer(int status, String head, String body) {

        static final Answer NONE = new Answer(0, "", "");

        boolean isError() {
            return status >= 400;
        }

        boolean isJson() {
            return head.toLowerCase(Locale.ROOT).contains("content-type: application/json") && !body.isEmpty();
        }

        boolean isEnveloped() {
            if (!isJson()) {
                return false;
            }
            Json json = Json.parse(body);
            return json.names().containsAll(Set.of("success", "data", "error", "timestamp"))
                    && json.at("success").value().equals(status < 400);
        }
    }

    /** The head of a request to post JSON to {@code path}. */
    static String post(String path, String header) {
        return String.join(
                "\r\n",
                "POST " + path + " HTTP/1.1",
                "Host: localhost",
                "Content-Type: application/json",
                header,
                "",
                "");
    }

    void send(byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (SocketException e) {
            // The server may have seen enough, and answered, before it got everything.
            if (socket.isClosed()) {
                throw e;
            }
        }
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Whether something has come back. */
    boolean hasAnswer() {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that nothing more will be sent. */
    void finish() throws IOException {
        socket.shutdownOutput();
    }

    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    Answer answer() throws IOException {
        try {
            InputStream in = socket.getInputStream();
            String text = head(in);
            while (text.startsWith("HTTP/1.1 1")) {
                text = head(in); // so far it was only told to go on
            }
            if (text.isEmpty()) {
                return Answer.NONE;
            }
            int status = Integer.parseInt(text.substring(9, 12));
            Answer answer = new Answer(status, text, new String(in.readNBytes(length(text)), StandardCharsets.UTF_8));
            if (answer.isError() && answer.isJson()) {
                Conformance.checkError(answer.body());
            }
            return answer;
        } catch (SocketException e) {
            return Answer.NONE;
        }
    }

    /** The head of an answer; empty if there is none. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            head.write(b);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static int length(String head) {
        for (String line : head.lines().toList()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return Integer.parseInt(
                        line.substring("content-length:".length()).strip());
            }
        }
        return 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
