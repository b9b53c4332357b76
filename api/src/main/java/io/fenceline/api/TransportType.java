package io.fenceline.api;

import java.util.Locale;

/**
 * A kind of transport. Not an enumeration: vendors add their own.
 *
 * @param name lower case, as in configuration and in {@code nvme connect --transport}
 * @param trtype the TRTYPE code of discovery log page entries (NVM Express Base 2.1, Figure 294); 0 to 255
 */
public record TransportType(String name, int trtype) {
    /** NVMe/TCP. */
    public static final TransportType TCP = new TransportType("tcp", 3);
    /** NVMe/RDMA. */
    public static final TransportType RDMA = new TransportType("rdma", 1);
    /** NVMe/FC. */
    public static final TransportType FC = new TransportType("fc", 2);
    /** Inside one process; code FEh, intra-host transport. */
    public static final TransportType MEMORY = new TransportType("memory", 254);

    /** Checks the name and the code. */
    public TransportType {
        if (name.isEmpty() || !name.equals(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("transport type '" + name + "': lower-case letters are wanted");
        }
        if (trtype < 0 || trtype > 255) {
            throw new IllegalArgumentException("transport type code " + trtype + " of " + name + ": 0 to 255 is wanted");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
