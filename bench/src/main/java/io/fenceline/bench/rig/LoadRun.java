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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run against one server: connect, warm up, measure, drain, disconnect. On the calling thread. */
public final class LoadRun {
    /** Most connections of a run. */
    public static final int CONNECTIONS_MAX = 128;

    private LoadRun() {
    }

    /**
     * How to measure.
     *
     * @param workload what
     * @param connections I/O queues, 1 to {@link #CONNECTIONS_MAX}
     * @param warmUp load that is not counted
     * @param measured load that is
     * @param serverPid process whose time is taken; 0: none
     * @param watch gets the counter of completed commands when the load begins; it is safe to read from any thread
     */
    public record Plan(Workload workload, int connections, Duration warmUp, Duration measured, long serverPid, Consumer<AtomicLong> watch) {
        /** Checks the limits. */
        public Plan {
            if (connections < 1 || connections > CONNECTIONS_MAX) {
                throw new IllegalArgumentException("connections " + connections + ": must be 1 to " + CONNECTIONS_MAX);
            }
        }

        /**
         * A plan that nobody watches.
         *
         * @param workload what
         * @param connections I/O queues
         * @param warmUp load that is not counted
         * @param measured load that is
         * @param serverPid process whose time is taken; 0: none
         */
        public Plan(Workload workload, int connections, Duration warmUp, Duration measured, long serverPid) {
            this(workload, connections, warmUp, measured, serverPid, counter -> {
            });
        }
    }

    /**
     * Loads an NVMe/TCP target.
     *
     * @param target which
     * @param plan how
     * @return what it showed
     * @throws IOException when the target is not there, answers with an error, breaks the protocol, or not at all
     */
    public static RunResult target(Target target, Plan plan) throws IOException {
        try (Association association = Association.open(target, 0)) {
            return measure(association.queues(plan.connections(), plan.workload()), plan);
        }
    }

    /**
     * Loads a server that answers the same messages without a meaning.
     *
     * @param server which
     * @param plan how
     * @return what it showed
     * @throws IOException when the server is not there or does not answer
     */
    public static RunResult limit(InetSocketAddress server, Plan plan) throws IOException {
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
            return measure(queues, plan);
        } finally {
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
    }

    private static RunResult measure(List<LoadQueue> queues, Plan plan) throws IOException {
        LoadLoop loop = new LoadLoop(queues, plan.workload().ratePerSecond());
        plan.watch().accept(loop.progress());
        loop.run(plan.warmUp().toNanos());
        loop.reset();
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
        loop.drain();
        return result;
    }

    private static @Nullable ProcessCpu cpu(Plan plan) throws IOException {
        return plan.serverPid() == 0 ? null : ProcessCpu.read(plan.serverPid());
    }
}
