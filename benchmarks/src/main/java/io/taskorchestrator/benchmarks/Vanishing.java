package io.taskorchestrator.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Asks, and is gone before the answer: orderly or not, while it waits for a task, in the middle of a body, in the middle of a
 * line, or before it has said anything.
 *
 * <p>Thread model: one thread.
 */
final class Vanishing implements DayOfClients.Habit {

    private static final int PAUSE_MILLIS = 100;

    private final DayOfClients day;
    private final int port;
    private final SplittableRandom random;

    Vanishing(DayOfClients day, int port, SplittableRandom random) {
        this.day = day;
        this.port = port;
        this.random = random;
    }

    @Override
    public void follow() throws IOException, InterruptedException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(Answer.ascii(words()));
            TimeUnit.MILLISECONDS.sleep(random.nextInt(PAUSE_MILLIS));
            if (random.nextBoolean()) {
                socket.setSoLinger(true, 0); // a reset instead of an end
            }
        }
        day.did("vanish");
    }

    private String words() {
        String claim = "GET /api/v1/tasks/next?worker_id=ghost&lease_seconds=1&wait_seconds=30&work_path=/";
        return switch (random.nextInt(5)) {
            case 0 -> "";
            case 1 -> claim + "day";
            case 2 ->
                "POST /api/v1/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 1000\r\n\r\n{\"prompt\":";
            case 3 -> claim + "day&recursive=true HTTP/1.1\r\nHost: localhost\r\n\r\n";
            default -> claim + "nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n";
        };
    }
}
