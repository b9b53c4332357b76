package io.fenceline.bench.rig;

import io.fenceline.bench.rig.Association.Target;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One run against one server: connect, warm up, measure, drain, disconnect. On the calling thread. */
public final class LoadRun {
    /** Most connections of a run. */
    public static final int CONNECTIONS_MAX = 128;

    private LoadRun() {
    }

    /** Hears of the phases of a run, on its thread. */
    public interface Observer {
        /**
         * Connected; the load begins.
         *
         * @param progress commands completed so far; may be read from any thread
         */
        default void began(AtomicLong progress) {
        }

        /**
         * The time that counts begins, or is over. The load stands still meanwhile.
         *
         * @param begins whether it begins
         */
        default void edge(boolean begins) {
        }
    }

    /**
     * How to measure.
     *
     * @param workload what
     * @param connections I/O queues, 1 to {@link #CONNECTIONS_MAX}
     * @param warmUp load that is not counted
     * @param measured load that is
     * @param serverPid process whose time is taken; 0: none
     */
    public record Plan(Workload workload, int connections, Duration warmUp, Duration measured, long serverPid) {
        /** Checks the limits. */
        public Plan {
            if (connections < 1 || connections > CONNECTIONS_MAX) {
                throw new IllegalArgumentException("connections " + connections + ": must be 1 to " + CONNECTIONS_MAX);
            }
        }
    }

    /**
     * Loads an NVMe/TCP target.
     *
     * @param target which
     * @param plan how
     * @param observer hears of the phases
     * @return what it showed
     * @throws IOException when the target is not there, answers with an error, breaks the protocol, or not at all
     */
    public static RunResult target(Target target, Plan plan, Observer observer) throws IOException {
        try (Association association = Association.open(target, 0)) {
            return measure(association.queues(plan.connections(), plan.workload()), plan, observer);
        }
    }

    /**
     * Loads a server that answers the same messages without a meaning.
     *
     * @param server which
     * @param plan how
     * @param observer hears of the phases
     * @return what it showed
     * @throws IOException when the server is not there or does not answer
     */
    public static RunResult limit(InetSocketAddress server, Plan plan, Observer observer) throws IOException {
        List<SocketChannel> channels = new ArrayList<>();
        try {
            List<LoadQueue> queues = new ArrayList<>();
            for (int qid = 1; qid <= plan.connections(); qid++) {
                SocketChannel channel = SocketChannel.open(server);
                channels.add(channel);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
                queues.add(new LoadQueue(channel, Wire.PLAIN, Geometry.LIMIT, plan.workload(), qid));
            }
            return measure(queues, plan, observer);
        } finally {
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
    }

    private static RunResult measure(List<LoadQueue> queues, Plan plan, Observer observer) throws IOException {
        LoadLoop loop = new LoadLoop(queues, plan.workload().ratePerSecond());
        observer.began(loop.progress());
        loop.run(plan.warmUp().toNanos());
        loop.reset();
        observer.edge(true);
        long self = ProcessHandle.current().pid();
        ProcessCpu rigBefore = ProcessCpu.read(self);
        ProcessCpu serverBefore = cpu(plan);
        long beganNs = System.nanoTime();
        long commands = loop.run(plan.measured().toNanos());
        long ns = System.nanoTime() - beganNs;
        ProcessCpu serverAfter = cpu(plan);
        ProcessCpu rig = ProcessCpu.read(self).since(rigBefore);
        ProcessCpu server = serverBefore == null || serverAfter == null ? null : serverAfter.since(serverBefore);
        RunResult result = RunResult.of(commands, ns, plan.workload().bytes(), loop.latency(), server, rig);
        observer.edge(false);
        loop.drain();
        return result;
    }

    private static @Nullable ProcessCpu cpu(Plan plan) throws IOException {
        return plan.serverPid() == 0 ? null : ProcessCpu.read(plan.serverPid());
    }
}
