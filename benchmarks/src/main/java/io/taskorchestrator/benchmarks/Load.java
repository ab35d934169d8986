package io.taskorchestrator.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/**
 * Many clients of one server, each on a connection of its own that is kept, each asking again as soon as it is answered. All of
 * them are one thread, so that they leave the machine to the server as far as possible.
 */
final class Load {

    static final int CLIENTS = 64;

    private static final int LARGEST_ANSWER = 1_048_576;
    private static final int WAIT_MILLIS = 100;

    private final Selector selector;
    private final long end;
    private final Latencies latencies = new Latencies();
    private int asking;

    private Load(Selector selector, long end) {
        this.selector = selector;
        this.end = end;
    }

    /**
     * What a load found.
     *
     * @param latencies of each request
     * @param took how long it took
     * @param ownTime the processor time of the clients
     */
    record Outcome(Latencies latencies, Duration took, Duration ownTime) {}

    /** Lets 64 clients ask for this long, or until they have nothing more to ask, and then get their last answers. */
    static Outcome run(int port, IntFunction<Conversation> conversations, Duration time) throws IOException {
        return run(port, conversations, time, new Crowd(CLIENTS, LARGEST_ANSWER, () -> false));
    }

    /**
     * Who asks.
     *
     * @param clients how many
     * @param largestAnswer the most bytes that one of them is answered
     * @param isOver whether all of them hang up, answered or not; asked ten times a second
     */
    record Crowd(int clients, int largestAnswer, BooleanSupplier isOver) {}

    /** The same for a crowd of any size. */
    static Outcome run(int port, IntFunction<Conversation> conversations, Duration time, Crowd crowd)
            throws IOException {
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        try (Selector selector = Selector.open()) {
            long start = System.nanoTime();
            Load load = new Load(selector, start + time.toNanos());
            try {
                for (int i = 0; i < crowd.clients(); i++) {
                    load.new Client(port, conversations.apply(i), new Answer(crowd.largestAnswer())).ask();
                }
                while (load.asking > 0 && !crowd.isOver().getAsBoolean()) {
                    selector.select(key -> ((Client) key.attachment()).read(), WAIT_MILLIS);
                }
            } finally {
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            return new Outcome(
                    load.latencies,
                    took,
                    Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu));
        }
    }

    private final class Client {

        private final SocketChannel channel;
        private final Conversation conversation;
        private final Answer answer;
        private final ByteBuffer in;
        private long asked;

        Client(int port, Conversation conversation, Answer answer) throws IOException {
            this.conversation = conversation;
            this.answer = answer;
            in = ByteBuffer.wrap(answer.bytes());
            channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
            asking++;
        }

        void ask() throws IOException {
            ByteBuffer request = ByteBuffer.wrap(conversation.next(answer));
            if (!request.hasRemaining()) {
                leave();
                return;
            }
            answer.clear();
            in.clear();
            asked = System.nanoTime();
            while (request.hasRemaining()) {
                channel.write(request);
            }
        }

        void read() {
            try {
                int length = channel.read(in);
                if (length < 0) {
                    throw new IOException("The server has closed the connection");
                }
                answer.grow(length);
                if (answer.isWhole()) {
                    long now = System.nanoTime();
                    latencies.add(now - asked);
                    if (!answer.isSuccess()) {
                        throw new IOException("Not what was asked for: " + answer);
                    }
                    goOn(now);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void goOn(long now) throws IOException {
            if (now < end) {
                ask();
            } else {
                leave();
            }
        }

        private void leave() throws IOException {
            asking--;
            channel.close();
        }
    }
}
