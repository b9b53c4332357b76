package io.fenceline.api.host;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a discovery service and its referrals know.
 *
 * @param generation GENCTR of the service that was asked
 * @param records in the order of the log, referrals' records after it
 * @param problems one line for every referral that could not be read
 */
public record DiscoveryLog(long generation, List<Entry> records, List<String> problems) {
    /** Copies the lists. */
    public DiscoveryLog {
        records = List.copyOf(records);
        problems = List.copyOf(problems);
    }

    /** SUBTYPE (NVM Express Base 2.1, Figure 294). */
    public enum Kind {
        /** Another discovery service. */
        REFERRAL,
        /** A subsystem with namespaces. */
        NVM,
        /** This discovery service. */
        CURRENT_DISCOVERY
    }

    /**
     * A record.
     *
     * @param kind SUBTYPE
     * @param subsystem SUBNQN
     * @param address TRTYPE, ADRFAM, TRADDR, TRSVCID; null: a kind of address that is not known here
     * @param portId PORTID
     * @param cntlid CNTLID; FFFFh: the dynamic model
     * @param adminQueueSize ASQSZ
     * @param treq TREQ
     * @param eflags EFLAGS
     * @param from the service that told
     */
    public record Entry(Kind kind, Nqn subsystem, @Nullable TransportAddress address, int portId, int cntlid, int adminQueueSize, int treq,
            int eflags, TransportAddress from) {
    }
}
