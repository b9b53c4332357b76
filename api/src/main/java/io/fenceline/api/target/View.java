package io.fenceline.api.target;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A picture of a target at one moment. Immutable.
 *
 * @param subsystems by NQN
 * @param ports by identifier
 * @param controllers all that are there, discovery controllers too
 * @param discoveryGeneration GENCTR of the discovery log page
 */
public record View(List<SubsystemView> subsystems, List<PortView> ports, List<ControllerView> controllers, long discoveryGeneration) {
    /** Copies the lists. */
    public View {
        subsystems = List.copyOf(subsystems);
        ports = List.copyOf(ports);
        controllers = List.copyOf(controllers);
    }

    /**
     * A subsystem.
     *
     * @param nqn its name
     * @param serial SN
     * @param model MN
     * @param allowAnyHost whether any host may connect
     * @param hosts who may
     * @param cqtMs CQT as promised; 0: none
     * @param worstDrainMs the longest time that back ends took to end the commands of a lost association
     * @param overdueDrains how often that took longer than promised
     * @param namespaces by NSID
     */
    public record SubsystemView(Nqn nqn, String serial, String model, boolean allowAnyHost, Set<Nqn> hosts, int cqtMs, long worstDrainMs,
            long overdueDrains, List<NamespaceView> namespaces) {
    }

    /**
     * A namespace.
     *
     * @param nsid its identifier
     * @param uuid its UUID
     * @param nguid 32 hex digits
     * @param eui64 16 hex digits
     * @param blockSize bytes
     * @param blocks capacity
     * @param anaGroup ANAGRPID
     * @param backend the back end's type
     */
    public record NamespaceView(int nsid, UUID uuid, String nguid, String eui64, int blockSize, long blocks, int anaGroup, String backend) {
    }

    /**
     * A port.
     *
     * @param id PORTID
     * @param address as wished, or with the real service once it listens
     * @param state {@code listening}, {@code retrying: why}, {@code closing}
     * @param ana states of groups that are not optimized
     */
    public record PortView(int id, TransportAddress address, String state, Map<Integer, AnaState> ana) {
    }

    /**
     * A controller.
     *
     * @param cntlid its identifier
     * @param subsystem its subsystem
     * @param host the host's NQN
     * @param port the port of its admin queue
     * @param remote where the host connects from
     * @param state {@code disabled}, {@code ready}, {@code resetting}, {@code shutting-down}, {@code shutdown}, {@code fatal}, or
     *            {@code quiescing}: the association is lost, and it is waited until nothing of it runs in a back end
     * @param ioQueues number of I/O queues
     * @param katoMs keep alive timeout
     * @param outstanding commands that have not been answered
     * @param oldestMs age of the oldest of them
     * @param ciu CIU; 0: a discovery controller
     * @param cirn CIRN
     * @param cqtMs CQT as the host has read it
     * @param pendingResets Cross-Controller Resets that were asked for through it and have not ended
     */
    public record ControllerView(int cntlid, Nqn subsystem, Nqn host, int port, TransportAddress remote, String state, int ioQueues,
            long katoMs, int outstanding, long oldestMs, int ciu, long cirn, int cqtMs, int pendingResets) {
    }
}
