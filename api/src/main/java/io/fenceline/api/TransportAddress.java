package io.fenceline.api;

/**
 * Where a transport listens or connects.
 *
 * @param type the transport
 * @param family the address family
 * @param address TRADDR, at most 256 bytes
 * @param service TRSVCID, at most 32 bytes; may be empty where the transport has none
 */
public record TransportAddress(TransportType type, Family family, String address, String service) {
    /** ADRFAM codes (NVM Express Base 2.1, Figure 294). */
    public enum Family {
        /** IPv4, dotted. */
        IPV4(1),
        /** IPv6. */
        IPV6(2),
        /** InfiniBand. */
        IB(3),
        /** Fibre Channel. */
        FC(4),
        /** Inside one process. */
        INTRA_HOST(254);

        private final int code;

        Family(int code) {
            this.code = code;
        }

        /**
         * The code on the wire.
         *
         * @return 0 to 255
         */
        public int code() {
            return code;
        }
    }

    /** Checks the lengths that a discovery log page entry can hold. */
    public TransportAddress {
        if (address.isEmpty() || address.length() > 256) {
            throw new IllegalArgumentException("address '" + address + "': 1 to 256 characters are wanted");
        }
        if (service.length() > 32) {
            throw new IllegalArgumentException("service '" + service + "': at most 32 characters are wanted");
        }
    }

    /**
     * An NVMe/TCP address; the family follows from the form of the address.
     *
     * @param address an IPv4 or IPv6 literal, or a host name
     * @param port 0 to 65535; 0 lets the system choose
     * @return the address
     */
    public static TransportAddress tcp(String address, int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port + ": 0 to 65535 is wanted");
        }
        return new TransportAddress(TransportType.TCP, address.indexOf(':') >= 0 ? Family.IPV6 : Family.IPV4, address,
                Integer.toString(port));
    }

    /**
     * An address of the in-memory transport.
     *
     * @param name any name
     * @return the address
     */
    public static TransportAddress memory(String name) {
        return new TransportAddress(TransportType.MEMORY, Family.INTRA_HOST, name, "");
    }

    /**
     * The service as a port number.
     *
     * @return 0 to 65535
     * @throws IllegalArgumentException when the service is not a port number
     */
    public int port() {
        try {
            int port = Integer.parseInt(service);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("service '" + service + "': a port from 0 to 65535 is wanted", e);
        }
        throw new IllegalArgumentException("service '" + service + "': a port from 0 to 65535 is wanted");
    }

    @Override
    public String toString() {
        String host = family == Family.IPV6 ? "[" + address + "]" : address;
        return type + "://" + host + (service.isEmpty() ? "" : ":" + service);
    }
}
