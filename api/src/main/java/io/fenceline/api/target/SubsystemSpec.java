package io.fenceline.api.target;

import io.fenceline.api.Nqn;
import java.util.List;
import java.util.Set;

/**
 * An NVM subsystem as wished.
 *
 * @param nqn its name
 * @param serial SN, at most 20 ASCII characters; empty: derived from the NQN
 * @param model MN, at most 40 ASCII characters
 * @param allowAnyHost whether every host may connect; if not, only those of {@code hosts}
 * @param hosts who may connect
 * @param cntlidMin least controller identifier that this node gives, 1 to 65519
 * @param cntlidMax greatest, {@code cntlidMin} to 65519
 * @param maxIoQueues of a controller, 1 to 128
 * @param maxQueueSize entries of a queue, 16 to 1024
 * @param maxNamespaces greatest NSID, 1 to 1024
 * @param anaGroups number of ANA groups, 1 to 128
 * @param anattSeconds ANATT: how long a group may be in the change state, 1 to 255
 * @param cqtMs CQT, 0 to 65535: the promise that commands of a lost association have ended after that many milliseconds; 0: none
 * @param lateWriteGuard whether a write that takes long in its back end, or whose association is lost, keeps writes to the same
 *            blocks waiting until it has ended, so that it cannot land over newer data even if its host repeats it too early
 * @param namespaces the namespaces
 */
public record SubsystemSpec(Nqn nqn, String serial, String model, boolean allowAnyHost, Set<Nqn> hosts, int cntlidMin, int cntlidMax,
        int maxIoQueues, int maxQueueSize, int maxNamespaces,
        int anaGroups, int anattSeconds, int cqtMs, boolean lateWriteGuard, List<NamespaceSpec> namespaces) {
    /** Copies the collections and checks the bounds. */
    public SubsystemSpec {
        hosts = Set.copyOf(hosts);
        namespaces = List.copyOf(namespaces);
        within("serial length", serial.length(), 0, 20);
        within("model length", model.length(), 1, 40);
        within("cntlidMin", cntlidMin, 1, 0xFFEF);
        within("cntlidMax", cntlidMax, cntlidMin, 0xFFEF);
        within("maxIoQueues", maxIoQueues, 1, 128);
        within("maxQueueSize", maxQueueSize, 16, 1024);
        within("maxNamespaces", maxNamespaces, 1, 1024);
        within("anaGroups", anaGroups, 1, 128);
        within("anattSeconds", anattSeconds, 1, 255);
        within("cqtMs", cqtMs, 0, 65535);
    }

    private static void within(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(key + ": " + value + " is not valid; " + min + " to " + max + " is wanted");
        }
    }

    /**
     * A subsystem with usual values and no namespaces, closed to all hosts.
     *
     * @param nqn its name
     * @return the wish
     */
    public static SubsystemSpec of(Nqn nqn) {
        return new SubsystemSpec(nqn, "", "Fenceline", false, Set.of(), 1, 0xFFEF, 128, 128, 1024, 16, 10, 10_000, true, List.of());
    }

    /**
     * The same, open to all hosts or not.
     *
     * @param any whether
     * @return a copy
     */
    public SubsystemSpec withAnyHost(boolean any) {
        return new SubsystemSpec(nqn, serial, model, any, hosts, cntlidMin, cntlidMax, maxIoQueues, maxQueueSize, maxNamespaces, anaGroups,
                anattSeconds, cqtMs, lateWriteGuard, namespaces);
    }

    /**
     * The same with these namespaces.
     *
     * @param list the namespaces
     * @return a copy
     */
    public SubsystemSpec withNamespaces(List<NamespaceSpec> list) {
        return new SubsystemSpec(nqn, serial, model, allowAnyHost, hosts, cntlidMin, cntlidMax, maxIoQueues, maxQueueSize, maxNamespaces,
                anaGroups, anattSeconds, cqtMs, lateWriteGuard, list);
    }

    /**
     * The same with these hosts.
     *
     * @param set who may connect
     * @return a copy
     */
    public SubsystemSpec withHosts(Set<Nqn> set) {
        return new SubsystemSpec(nqn, serial, model, allowAnyHost, set, cntlidMin, cntlidMax, maxIoQueues, maxQueueSize, maxNamespaces,
                anaGroups, anattSeconds, cqtMs, lateWriteGuard, namespaces);
    }

    /**
     * The same with another quiesce time.
     *
     * @param ms {@link #cqtMs}
     * @param guard {@link #lateWriteGuard}
     * @return a copy
     */
    public SubsystemSpec withQuiesce(int ms, boolean guard) {
        return new SubsystemSpec(nqn, serial, model, allowAnyHost, hosts, cntlidMin, cntlidMax, maxIoQueues, maxQueueSize, maxNamespaces,
                anaGroups, anattSeconds, ms, guard, namespaces);
    }
}
