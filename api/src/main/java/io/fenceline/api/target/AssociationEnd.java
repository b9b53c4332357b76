package io.fenceline.api.target;

import io.fenceline.api.Nqn;
import java.util.List;

/**
 * How an association was lost, as the target saw it: the other half of {@link io.fenceline.api.host.Failover}.
 *
 * @param atMs when the loss was noticed, in milliseconds since 1970; 0: not known
 * @param subsystem SUBNQN
 * @param host HOSTNQN
 * @param cntlid CNTLID
 * @param ciu CIU
 * @param cirn CIRN
 * @param why one line
 * @param lostNs when it was noticed, by the target's clock
 * @param running commands that were in back ends then
 * @param silentNs when the last of them had ended; -1: not yet
 * @param cqtMs the quiesce time that was promised; 0: none
 * @param resets Cross-Controller Resets that were asked for, in order
 */
public record AssociationEnd(long atMs, Nqn subsystem, Nqn host, int cntlid, int ciu, long cirn, String why, long lostNs, int running,
        long silentNs, int cqtMs, List<Reset> resets) {
    /** Copies the list. */
    public AssociationEnd {
        resets = List.copyOf(resets);
    }

    /**
     * A Cross-Controller Reset.
     *
     * @param source CNTLID of the controller that was asked
     * @param acceptedNs when it was accepted
     * @param endedNs when it ended; -1: not yet
     * @param success whether it is proved that nothing runs any more
     */
    public record Reset(int source, long acceptedNs, long endedNs, boolean success) {
    }

    /**
     * How long back ends took.
     *
     * @return nanoseconds; -1: they have not ended
     */
    public long drainNs() {
        return silentNs < 0 ? -1 : silentNs - lostNs;
    }

    /**
     * Whether the promise was kept.
     *
     * @return false: CQT was promised, and something ran longer
     */
    public boolean inTime() {
        return cqtMs == 0 || (silentNs >= 0 && drainNs() <= cqtMs * 1_000_000L);
    }
}
