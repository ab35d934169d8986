package io.taskorchestrator.standalone.exec;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process and all that it starts. Where the program {@code setsid} is found, the process leads a session of its own, and
 * with it a process group, by which also those are found whose parent has ended. What leaves both the tree and the group,
 * as daemons do, is out of reach.
 *
 * <p>Thread model: ended by one thread; the process itself may be read and written by others.
 */
final class ProcessTree {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessTree.class);
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();
    private static final Duration A_MOMENT = Duration.ofSeconds(5);

    private final Process process;
    private final boolean leadsGroup;
    private final Set<ProcessHandle> known = new LinkedHashSet<>();

    private ProcessTree(Process process, boolean leadsGroup) {
        this.process = process;
        this.leadsGroup = leadsGroup;
        known.add(process.toHandle());
    }

    /**
     * Starts {@code command}.
     *
     * @param builder says where and with what environment; its command is set here
     * @throws IOException if it cannot be started
     */
    static ProcessTree start(ProcessBuilder builder, List<String> command) throws IOException {
        Optional<Path> setsid = find("setsid", builder.environment().getOrDefault("PATH", ""));
        List<String> whole = new ArrayList<>();
        setsid.ifPresent(program -> whole.add(program.toString()));
        whole.addAll(command);
        return new ProcessTree(builder.command(whole).start(), setsid.isPresent());
    }

    private static Optional<Path> find(String program, String path) {
        for (String directory : path.split(":", -1)) {
            Path file = Path.of(directory.isEmpty() ? "." : directory, program);
            if (file.isAbsolute() && Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    Process process() {
        return process;
    }

    /**
     * Ends all of it: asks with SIGTERM, and kills with SIGKILL what is still there after {@code grace}. Takes at most a few
     * seconds longer than that. Is not hurried by an interruption of the calling thread, which stays interrupted.
     */
    void end(Duration grace) {
        boolean interrupted = Thread.interrupted();
        look();
        if (signalGroup("TERM")) {
            known.stream().filter(each -> !isInGroup(each)).forEach(ProcessHandle::destroy);
        } else {
            known.forEach(ProcessHandle::destroy);
        }
        interrupted |= awaitEnd(grace);
        if (isAlive()) {
            look();
            signalGroup("KILL");
            known.forEach(ProcessHandle::destroyForcibly);
            interrupted |= awaitEnd(A_MOMENT);
            if (isAlive()) {
                LOG.warn("Something of the process {} is still there after SIGKILL", process.pid());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Remembers all that can be seen of the tree now; what it has lost its way to later is still known then. */
    private void look() {
        List.copyOf(known).forEach(each -> each.descendants().forEach(known::add));
    }

    boolean isAlive() {
        return known.stream().anyMatch(ProcessHandle::isAlive) || signalGroup("0");
    }

    /** Waits until nothing is left, at most so long; returns whether the thread was interrupted meanwhile. */
    private boolean awaitEnd(Duration limit) {
        boolean interrupted = false;
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < limit.toNanos() && isAlive()) {
            // A process group has no end that one could wait for.
            LockSupport.parkNanos(PAUSE_NANOS);
            interrupted |= Thread.interrupted();
        }
        return interrupted;
    }

    /** Sends a signal to the group; returns whether there is a group, with somebody in it. */
    private boolean signalGroup(String signal) {
        if (!leadsGroup) {
            return false;
        }
        try {
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -s \"$0\" -- \"-$1\"", signal, "" + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start();
            boolean done = awaitUninterruptibly(kill);
            return done && kill.exitValue() == 0;
        } catch (IOException e) {
            LOG.warn("Cannot send SIG{} to the group of process {}", signal, process.pid(), e);
            return false;
        }
    }

    private static boolean awaitUninterruptibly(Process process) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor(A_MOMENT.toSeconds(), TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether a process is in our group, which has got its signal already: some programs take a second one for an order. */
    private boolean isInGroup(ProcessHandle other) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(other.pid()), "stat"));
            // After the name in parentheses: state, parent, group.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return fields[2].equals(Long.toString(process.pid()));
        } catch (IOException | RuntimeException e) {
            LOG.debug("The group of process {} is not known", other.pid(), e);
            return false;
        }
    }
}
