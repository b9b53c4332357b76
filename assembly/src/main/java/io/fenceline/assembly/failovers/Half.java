package io.fenceline.assembly.failovers;

import io.fenceline.api.host.Failover;
import io.fenceline.api.target.AssociationEnd;

/** One side of a story, and the clock by which it is told. */
public sealed interface Half {
    /**
     * Whose clock its nanoseconds are of.
     *
     * @return equal for two halves whose nanoseconds can be compared
     */
    String clock();

    /**
     * What both halves of a story have in common: an instance of a controller is lost once.
     *
     * @return names of subsystem and host, CNTLID, CIU and CIRN; of one that has no CIRN, the moment instead
     */
    String key();

    /**
     * What a host saw.
     *
     * @param clock as above
     * @param failover its story
     */
    record OfHost(String clock, Failover failover) implements Half {
        @Override
        public String key() {
            return keyOf(failover.subsystem() + " " + failover.host(), failover.cntlid(), failover.ciu(), failover.cirn(),
                    "host " + failover.controller() + " " + failover.atMs());
        }
    }

    /**
     * What a target saw.
     *
     * @param clock as above
     * @param end its story
     */
    record OfTarget(String clock, AssociationEnd end) implements Half {
        @Override
        public String key() {
            return keyOf(end.subsystem() + " " + end.host(), end.cntlid(), end.ciu(), end.cirn(), "target " + end.atMs());
        }
    }

    private static String keyOf(String names, int cntlid, int ciu, long cirn, String otherwise) {
        return names + " " + cntlid + (ciu == 0 && cirn == 0 ? " " + otherwise : " " + ciu + " " + Long.toHexString(cirn));
    }
}
