package io.fenceline.core.host.engine.path;

import io.fenceline.wire.Id128;

/**
 * What a controller says of a namespace.
 *
 * @param nsid NSID
 * @param uuid UUID; zero: none
 * @param nguid NGUID; zero: none
 * @param eui64 EUI64; 0: none
 * @param blockShift LBADS
 * @param blocks NSZE
 * @param anaGroup ANAGRPID; 0: none
 * @param optimalBlocks NOWS or NPWG; 0: none
 * @param maxCopyRangeBlocks MSSRL
 * @param maxCopyBlocks MCL
 * @param maxCopyRanges MSRC + 1; 0: no Copy
 * @param writeProtected whether it is
 * @param metadata whether the format has metadata, which is not supported here
 */
public record NamespaceFacts(int nsid, Id128 uuid, Id128 nguid, long eui64, int blockShift, long blocks, int anaGroup, int optimalBlocks,
        int maxCopyRangeBlocks, long maxCopyBlocks, int maxCopyRanges, boolean writeProtected, boolean metadata) {
    /**
     * Whether two controllers speak of the same namespace (NVM Express Base 2.1, 4.5.1): all identifiers are equal, and the
     * format is.
     *
     * @param other the other one's facts
     * @return false: they must not be paths to one
     */
    public boolean sameAs(NamespaceFacts other) {
        return uuid.equals(other.uuid) && nguid.equals(other.nguid) && eui64 == other.eui64 && blockShift == other.blockShift;
    }

    /**
     * Whether an identifier that must be unique in the world is the same.
     *
     * @param other another namespace's facts
     * @return true when a UUID, NGUID or EUI64 is shared
     */
    public boolean clashesWith(NamespaceFacts other) {
        return (!uuid.isZero() && uuid.equals(other.uuid)) || (!nguid.isZero() && nguid.equals(other.nguid))
                || (eui64 != 0 && eui64 == other.eui64);
    }

    /**
     * Its identifiers, for messages.
     *
     * @return one line
     */
    public String identity() {
        StringBuilder text = new StringBuilder();
        if (!uuid.isZero()) {
            text.append("UUID ").append(uuid.toUuid()).append(' ');
        }
        if (!nguid.isZero()) {
            text.append("NGUID ").append(nguid).append(' ');
        }
        if (eui64 != 0) {
            text.append("EUI64 ").append(Long.toHexString(eui64)).append(' ');
        }
        return text.isEmpty() ? "no identifier" : text.toString().strip();
    }
}
