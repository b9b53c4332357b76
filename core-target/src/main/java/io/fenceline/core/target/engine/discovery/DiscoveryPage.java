package io.fenceline.core.target.engine.discovery;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.target.ReferralSpec;
import io.fenceline.core.target.engine.subsystem.Port;
import io.fenceline.core.target.engine.subsystem.Subsystem;
import io.fenceline.spi.transport.TransportCapabilities;
import io.fenceline.wire.ConnectData;
import io.fenceline.wire.DiscoveryEntry;
import io.fenceline.wire.DiscoveryLog;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The Discovery log page, 70h (NVM Express Base 2.1, 5.1.12.3.1), as one host sees it through one port: every subsystem that
 * the host may connect to, at every port that serves it, our discovery subsystem itself, and the referrals. It is the same
 * from every port, which the entries of discovery subsystems say (DUPRETINFO).
 */
public final class DiscoveryPage {
    private final long generation;
    private final int adminQueueSize;
    private final List<byte[]> entries = new ArrayList<>();

    private DiscoveryPage(long generation, int adminQueueSize) {
        this.generation = generation;
        this.adminQueueSize = adminQueueSize;
    }

    /**
     * Who asks, and where.
     *
     * @param host the host's name
     * @param port the port that it asks at
     * @param local the address that it connected to: reported in place of a wildcard address
     * @param portLocal whether it wants entries of that port only
     */
    public record Asker(Nqn host, Port port, TransportAddress local, boolean portLocal) {
    }

    /**
     * Makes a page.
     *
     * @param generation GENCTR
     * @param adminQueueSize ASQSZ
     * @param discovery the name of the discovery subsystem
     * @param subsystems all subsystems
     * @param ports all ports
     * @param referrals all referrals
     * @param asker who asks, and where
     * @return the page
     */
    public static byte[] of(long generation, int adminQueueSize, Nqn discovery, Collection<Subsystem> subsystems, Collection<Port> ports,
            Collection<ReferralSpec> referrals, Asker asker) {
        DiscoveryPage page = new DiscoveryPage(generation, adminQueueSize);
        for (Port port : ports) {
            if (port.isClosing() || (asker.portLocal && port != asker.port)) {
                continue;
            }
            if (port.spec().discovery()) {
                page.add(port, asker, discovery, DiscoveryEntry.SUBTYPE_CURRENT,
                        DiscoveryEntry.EFLAGS_DUPRETINFO | DiscoveryEntry.EFLAGS_EPCSD);
            }
            for (Subsystem subsystem : subsystems) {
                if (!subsystem.isClosing() && port.serves(subsystem.nqn()) && subsystem.allows(asker.host)) {
                    page.add(port, asker, subsystem.nqn(), DiscoveryEntry.SUBTYPE_NVM, 0);
                }
            }
        }
        for (ReferralSpec referral : referrals) {
            page.add(referral);
        }
        return page.bytes();
    }

    private void add(Port port, Asker asker, Nqn nqn, int subtype, int flags) {
        TransportCapabilities transport = port.capabilities();
        entry(reported(port, asker), port.id(), nqn, subtype, flags, transport.treq());
    }

    private void add(ReferralSpec referral) {
        // What a referral's security requirements are, is not known here.
        entry(referral.address(), referral.portId(), referral.nqn(), DiscoveryEntry.SUBTYPE_REFERRAL, 0,
                DiscoveryEntry.TREQ_NOT_SPECIFIED);
    }

    /** A port that listens everywhere is reached at the address at which the host reached us. */
    private static TransportAddress reported(Port port, Asker asker) {
        TransportAddress own = port.address();
        if (port == asker.port) {
            return isWildcard(own) ? new TransportAddress(own.type(), asker.local.family(), asker.local.address(), own.service()) : own;
        }
        boolean sameNet = own.type().equals(asker.local.type())
                && (own.family() == asker.local.family() || own.family() == TransportAddress.Family.IPV6);
        if (isWildcard(own) && sameNet) {
            return new TransportAddress(own.type(), asker.local.family(), asker.local.address(), own.service());
        }
        return own;
    }

    private static boolean isWildcard(TransportAddress address) {
        return switch (address.family()) {
            case IPV4 -> address.address().equals("0.0.0.0");
            case IPV6 -> address.address().equals("::") || address.address().equals("0:0:0:0:0:0:0:0");
            case IB, FC, INTRA_HOST -> false;
        };
    }

    private void entry(TransportAddress address, int portId, Nqn nqn, int subtype, int flags, int treq) {
        byte[] bytes = new byte[DiscoveryEntry.BYTES];
        MemorySegment entry = MemorySegment.ofArray(bytes);
        DiscoveryEntry.TRTYPE.put(entry, address.type().trtype());
        DiscoveryEntry.ADRFAM.put(entry, address.family().code());
        DiscoveryEntry.SUBTYPE.put(entry, subtype);
        DiscoveryEntry.TREQ.put(entry, treq);
        DiscoveryEntry.PORTID.put(entry, portId);
        DiscoveryEntry.CNTLID.put(entry, ConnectData.CNTLID_DYNAMIC);
        DiscoveryEntry.ASQSZ.put(entry, adminQueueSize);
        DiscoveryEntry.EFLAGS.put(entry, flags);
        DiscoveryEntry.TRSVCID.put(entry, address.service());
        DiscoveryEntry.SUBNQN.put(entry, nqn.value());
        DiscoveryEntry.TRADDR.put(entry, address.address());
        entries.add(bytes);
    }

    private byte[] bytes() {
        byte[] page = new byte[DiscoveryLog.HEADER_BYTES + entries.size() * DiscoveryEntry.BYTES];
        MemorySegment header = MemorySegment.ofArray(page);
        DiscoveryLog.GENCTR.put(header, generation);
        DiscoveryLog.NUMREC.put(header, entries.size());
        int at = DiscoveryLog.HEADER_BYTES;
        for (byte[] entry : entries) {
            System.arraycopy(entry, 0, page, at, entry.length);
            at += entry.length;
        }
        return page;
    }
}
