package io.fenceline.api.host;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A picture of a host at one moment. Immutable.
 *
 * @param atNs when, by the host's clock
 * @param subsystems what is connected, or being connected
 */
public record HostView(long atNs, List<SubsystemView> subsystems) {
    /** Copies the list. */
    public HostView {
        subsystems = List.copyOf(subsystems);
    }

    /**
     * A subsystem.
     *
     * @param nqn SUBNQN
     * @param hostNqn who is connected
     * @param model MN, empty before the first controller was live
     * @param serial SN
     * @param firmware FR
     * @param pathSelector the path selector
     * @param recovery the recovery policy
     * @param controllers its controllers
     * @param namespaces its namespaces
     */
    public record SubsystemView(Nqn nqn, Nqn hostNqn, String model, String serial, String firmware, String pathSelector, String recovery,
            List<ControllerView> controllers, List<NamespaceView> namespaces) {
        /** Copies the lists. */
        public SubsystemView {
            controllers = List.copyOf(controllers);
            namespaces = List.copyOf(namespaces);
        }
    }

    /**
     * A controller.
     *
     * @param number ours, never used twice in the life of a host
     * @param address where
     * @param cntlid CNTLID; -1 before it is known
     * @param state its state
     * @param sinceNs when it got there
     * @param lastFault why it was lost last, or could not be connected; empty: never
     * @param nextAction what will be done next, empty: nothing
     * @param nextActionNs when at the latest, by the host's clock; 0: no deadline
     * @param attempts connection attempts since it was live last
     * @param ioQueues I/O queues
     * @param queueSize entries of each
     * @param outstanding commands under way
     * @param oldestNs age of the oldest of them
     * @param held commands that wait for its silence
     * @param katoMs the keep alive in force
     * @param keepAliveMarginNs least time that was left to a keep alive when it was answered; -1: none yet
     * @param instance what identifies this instance, and what it takes to recover from its loss
     * @param timers every timer in force, by the key of {@link HostOptions}, in milliseconds; -1: never
     * @param counters by name, such as {@code reconnect_count}, {@code reset_count}, {@code command_retries_count},
     *            {@code command_error_count}
     */
    public record ControllerView(int number, TransportAddress address, int cntlid, ControllerState state, long sinceNs, String lastFault,
            String nextAction, long nextActionNs, int attempts, int ioQueues, int queueSize, int outstanding, long oldestNs, int held,
            long katoMs, long keepAliveMarginNs, Instance instance, Map<String, Long> timers, Map<String, Long> counters) {
        /** Copies the maps. */
        public ControllerView {
            timers = Map.copyOf(timers);
            counters = Map.copyOf(counters);
        }
    }

    /**
     * What a controller has said of itself for the case of its loss.
     *
     * @param ciu CIU; 0: not reported, or not connected
     * @param cirn CIRN
     * @param cqtMs CQT; 0: not reported
     * @param ccrl CCRL; 0: no controller can be reset through it
     * @param trafficBasedKeepAlive TBKAS
     * @param resetsPending Cross-Controller Resets that were asked for through it and have not ended
     */
    public record Instance(int ciu, long cirn, int cqtMs, int ccrl, boolean trafficBasedKeepAlive, int resetsPending) {
        /** Nothing is known. */
        public static final Instance UNKNOWN = new Instance(0, 0, 0, 0, false, 0);
    }

    /**
     * A namespace.
     *
     * @param nsid NSID
     * @param uuid UUID, if it has one
     * @param nguid 32 hex digits; empty: none
     * @param eui64 16 hex digits; empty: none
     * @param blockSize bytes
     * @param blocks capacity
     * @param paths the ways to it
     * @param waiting commands that wait for a path, or for the end of a write to their blocks
     * @param counters {@code multipath_failover_count}, {@code io_requeue_no_usable_path_count},
     *            {@code io_fail_no_available_path_count}, and others
     */
    public record NamespaceView(int nsid, @Nullable UUID uuid, String nguid, String eui64, int blockSize, long blocks, List<PathView> paths,
            int waiting, Map<String, Long> counters) {
        /** Copies list and map. */
        public NamespaceView {
            paths = List.copyOf(paths);
            counters = Map.copyOf(counters);
        }
    }

    /**
     * A path: a namespace through a controller.
     *
     * @param controller its number
     * @param anaGroup ANAGRPID; 0: the controller does not report ANA
     * @param ana state of that group
     * @param inFlight commands under way
     * @param latencyNs moving average of answered commands; 0: none yet
     * @param commands answered, in all
     */
    public record PathView(int controller, int anaGroup, AnaAccess ana, int inFlight, long latencyNs, long commands) {
    }
}
