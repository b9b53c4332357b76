package io.fenceline.bench.suite;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** How long it takes from the start of the process until a connection is accepted. */
final class StartTime {
    private static final long DEADLINE_NS = 60_000_000_000L;
    private static final long POLL_NS = 2_000_000;

    private StartTime() {
    }

    /**
     * Starts and stops a target some times.
     *
     * @param command what to run
     * @param port where it will listen
     * @param times how often
     * @param log where its output goes
     * @return milliseconds, sorted
     */
    static List<Double> measure(List<String> command, int port, int times, Path log) throws IOException, InterruptedException {
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            long beganNs = System.nanoTime();
            Server server = Server.target(command, port, log);
            all.add((System.nanoTime() - beganNs) / 1e6);
            server.close();
        }
        all.sort(null);
        return all;
    }

    /** Polls until a connection is accepted. */
    static void awaitAccept(InetSocketAddress address, Process process) throws IOException, InterruptedException {
        long beganNs = System.nanoTime();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(address, 1000);
                return;
            } catch (ConnectException notYet) {
                if (!process.isAlive()) {
                    throw new IOException("it ended with exit status " + process.exitValue(), notYet);
                }
                if (System.nanoTime() - beganNs > DEADLINE_NS) {
                    throw new IOException("it does not listen", notYet);
                }
                LockSupport.parkNanos(POLL_NS);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }
}
