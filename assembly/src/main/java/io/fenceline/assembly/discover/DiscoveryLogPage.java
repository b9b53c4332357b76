package io.fenceline.assembly.discover;

import java.util.List;

/**
 * What a discovery controller knows.
 *
 * @param generation GENCTR
 * @param records the entries
 */
public record DiscoveryLogPage(long generation, List<Entry> records) {
    /** Copies the list. */
    public DiscoveryLogPage {
        records = List.copyOf(records);
    }

    /**
     * An entry of the discovery log page (NVM Express Base 2.1, 5.1.12.3.1). Texts come from the peer, without control
     * characters.
     *
     * @param trtype the transport
     * @param adrfam the address family
     * @param subtype what the entry is about
     * @param treq transport requirements
     * @param portId PORTID
     * @param cntlid CNTLID
     * @param adminQueueSize ASQSZ
     * @param eflags EFLAGS
     * @param service TRSVCID
     * @param nqn SUBNQN
     * @param address TRADDR
     */
    public record Entry(int trtype, int adrfam, int subtype, int treq, int portId, int cntlid, int adminQueueSize, int eflags,
            String service,
            String nqn, String address) {
    }
}
