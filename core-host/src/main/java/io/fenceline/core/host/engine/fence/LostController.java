package io.fenceline.core.host.engine.fence;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.Failover;
import io.fenceline.spi.policy.FencingAgent;
import java.util.UUID;

/**
 * What identifies the instance of a controller that was lost, and how long it may go on.
 *
 * @param controller its number
 * @param address where it was reached
 * @param subsystem SUBNQN
 * @param host HOSTNQN
 * @param hostId HOSTID
 * @param cntlid CNTLID
 * @param ciu CIU; 0: not reported
 * @param cirn CIRN
 * @param cause why it was lost
 * @param detail one line
 * @param lostNs when that was noticed
 * @param lastByteNs when a byte may have left last
 * @param katoNs keep alive; 0: none
 * @param trafficBasedKeepAlive TBKAS
 * @param cqtNs CQT or what is assumed
 * @param cqtReported whether it was reported
 * @param readsCovered whether the transport's silence means that no late answer reaches memory
 */
public record LostController(int controller, TransportAddress address, Nqn subsystem, Nqn host, UUID hostId, int cntlid, int ciu,
        long cirn, Failover.Cause cause, String detail, long lostNs, long lastByteNs, long katoNs, boolean trafficBasedKeepAlive,
        long cqtNs, boolean cqtReported, boolean readsCovered) {
    /** Without both numbers nothing names the instance: a reset could then hit nobody and still be called done (ccr.md H12). */
    boolean isNamed() {
        return ciu != 0 && cirn != 0;
    }

    FencingAgent.Lost forAgents() {
        return new FencingAgent.Lost(subsystem, host, hostId, address, cntlid, ciu, cirn);
    }
}
