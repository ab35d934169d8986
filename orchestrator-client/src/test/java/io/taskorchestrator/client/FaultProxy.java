package io.taskorchestrator.client;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A TCP proxy that breaks exchanges at every point, by a seed or by a script. One thread serves one connection; the connection
 * to the server is as long-lived. It does not notice when its client goes while it waits for the server.
 */
final class FaultProxy implements AutoCloseable {

    private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(3);
    private static final int PER_MILLE = 1_000;
    private static final int ACCEPT_QUEUE = 200;

    private final ServerSocket listening;
    private final int upstreamPort;
    private final SplittableRandom random;
    private final Supplier<Fault> faults;
    private final Runnable afterFault;
    private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
    private final ExecutorService threads = Executors.newCachedThreadPool(FaultProxy::daemon);
    private final Map<Socket, Boolean> open = new ConcurrentHashMap<>();

    /** One connection of a client, and the one to the server that goes with it. */
    private record Pair(Socket client, Socket upstream, InputStream answers) {

        byte[] ask(byte[] request) throws IOException {
            upstream.getOutputStream().write(request);
            return answer();
        }

        byte[] answer() throws IOException {
            return HttpBytes.read(answers).orElseThrow(() -> new IOException("The server hung up"));
        }
    }

    private FaultProxy(int upstreamPort, SplittableRandom random, Supplier<Fault> faults, Runnable afterFault) {
        this.upstreamPort = upstreamPort;
        this.random = random;
        this.faults = faults;
        this.afterFault = afterFault;
        try {
            this.listening = new ServerSocket(0, ACCEPT_QUEUE, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    /** Stands in front of the server at {@code port}; of a thousand exchanges so many have one of {@code faults}. */
    static FaultProxy seeded(int port, long seed, int faultsPerMille, List<Fault> faults) {
        SplittableRandom random = new SplittableRandom(seed);
        return new FaultProxy(
                port,
                random,
                () -> random.nextInt(PER_MILLE) < faultsPerMille
                        ? faults.get(random.nextInt(faults.size()))
                        : Fault.NONE,
                () -> {});
    }

    /**
     * Stands in front of the server at {@code port}. The first exchanges have these faults, the others none.
     *
     * @param afterFault what happens in the world after each fault, before the client knows of it
     */
    static FaultProxy scripted(int port, List<Fault> script, Runnable afterFault) {
        Iterator<Fault> next = script.iterator();
        return new FaultProxy(
                port, new SplittableRandom(1), () -> next.hasNext() ? next.next() : Fault.NONE, afterFault);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** How often each fault has happened. */
    synchronized Map<Fault, Integer> counts() {
        return new EnumMap<>(counts);
    }

    private synchronized Fault next() {
        Fault fault = faults.get();
        counts.merge(fault, 1, Integer::sum);
        return fault;
    }

    /** A place to cut {@code length} bytes, so that some come and some do not. */
    private synchronized int cut(int length) {
        return 1 + random.nextInt(length - 1);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                open.put(client, true);
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), upstreamPort)) {
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            InputStream requests = new BufferedInputStream(client.getInputStream());
            Pair pair = new Pair(client, upstream, new BufferedInputStream(upstream.getInputStream()));
            boolean goesOn = true;
            while (goesOn) {
                Optional<byte[]> request = HttpBytes.read(requests);
                goesOn = request.isPresent() && exchange(next(), request.get(), pair);
            }
        } catch (IOException e) {
            // A connection broke, as connections here do; the next one is the client's affair.
            open.remove(client);
        } finally {
            open.remove(client);
        }
    }

    /** One exchange; returns whether the connection can be used for another. */
    private boolean exchange(Fault fault, byte[] request, Pair pair) throws IOException {
        switch (fault) {
            case NONE -> pair.client().getOutputStream().write(pair.ask(request));
            case SLOW -> {
                byte[] answer = pair.ask(request);
                LockSupport.parkNanos(SHORT_NANOS);
                pair.client().getOutputStream().write(answer);
            }
            case TWICE, TWICE_LAST -> {
                byte[] first = pair.ask(request);
                byte[] last = pair.ask(request);
                pair.client().getOutputStream().write(fault == Fault.TWICE ? first : last);
            }
            case REFUSED -> pair.client().getOutputStream().write(HttpBytes.answer(503, "0"));
            case GIVEN_UP -> {
                pair.ask(request);
                afterFault.run();
                pair.client().getOutputStream().write(HttpBytes.answer(504, "soon"));
            }
            default -> {
                breakOff(fault, request, pair);
                afterFault.run();
                return false;
            }
        }
        return true;
    }

    private void breakOff(Fault fault, byte[] request, Pair pair) throws IOException {
        switch (fault) {
            case MID_REQUEST -> pair.upstream().getOutputStream().write(Arrays.copyOf(request, cut(request.length)));
            case AFTER_REQUEST -> pair.upstream().getOutputStream().write(request);
            case BEFORE_ANSWER -> pair.ask(request);
            case MID_ANSWER -> {
                byte[] answer = pair.ask(request);
                pair.client().getOutputStream().write(Arrays.copyOf(answer, cut(answer.length)));
            }
            case LATE -> {
                pair.client().close();
                LockSupport.parkNanos(SHORT_NANOS);
                pair.ask(request);
            }
            default -> pair.client().setSoLinger(true, 0);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket client : open.keySet()) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "fault-proxy");
        thread.setDaemon(true);
        return thread;
    }
}
