package io.fenceline.assembly.host;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a person says that a namespace is.
 *
 * @param endpoints one for each path, at least one
 * @param nqn SUBNQN; null: a discovery service at the endpoints is to tell
 * @param nsid NSID; 0: the only one
 */
public record SubsystemPlace(List<Endpoint> endpoints, @Nullable Nqn nqn, int nsid) {
    /** IANA's port for I/O, where no other is named. */
    public static final int IO_PORT = 4420;
    /** IANA's port for discovery, where no other is named. */
    public static final int DISCOVERY_PORT = 8009;
    private static final String SCHEME = "tcp://";
    private static final String WANTED = "such as 127.0.0.1, 192.0.2.7:4420, [::1]:4420 or tcp://192.0.2.7:4420/NQN/NSID is wanted";

    /** Copies the list. */
    public SubsystemPlace {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("no address is given; " + WANTED);
        }
    }

    /**
     * An end of a path.
     *
     * @param host a name or literal
     * @param port 1 to 65535; 0: none was named
     */
    public record Endpoint(String host, int port) {
        /**
         * As an address.
         *
         * @param otherwise the port when none was named
         * @return where to connect to
         */
        public TransportAddress at(int otherwise) {
            return TransportAddress.tcp(host, port == 0 ? otherwise : port);
        }
    }

    /**
     * Reads {@code [tcp://]HOST[:PORT][,HOST[:PORT]]…[/NQN[/NSID]]}; an IPv6 address with a port goes in brackets.
     *
     * @param key what the text was given for
     * @param text as above
     * @return where
     * @throws IllegalArgumentException names key, text and what would be right
     */
    public static SubsystemPlace parse(String key, String text) {
        String rest = text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : text;
        int slash = rest.indexOf('/');
        List<Endpoint> endpoints = new ArrayList<>();
        for (String one : (slash < 0 ? rest : rest.substring(0, slash)).split(",", -1)) {
            endpoints.add(endpoint(key, text, one));
        }
        if (slash < 0) {
            return new SubsystemPlace(endpoints, null, 0);
        }
        String name = rest.substring(slash + 1);
        int last = name.lastIndexOf('/');
        boolean numbered = last >= 0 && name.substring(last + 1).matches("[0-9]+");
        return new SubsystemPlace(endpoints, nqn(key, numbered ? name.substring(0, last) : name),
                numbered ? nsid(key, name.substring(last + 1)) : 0);
    }

    private static Endpoint endpoint(String key, String whole, String part) {
        String host = part;
        String port = "";
        int bracket = part.indexOf(']');
        int colon = part.indexOf(':', Math.max(0, bracket));
        boolean named = false;
        if (part.startsWith("[") && bracket > 0) {
            host = part.substring(1, bracket);
            named = colon == bracket + 1;
            if (!named && bracket != part.length() - 1) {
                throw wrong(key, whole);
            }
        } else if (colon >= 0 && part.indexOf(':', colon + 1) < 0) {
            host = part.substring(0, colon);
            named = true;
        }
        if (named) {
            port = part.substring(colon + 1);
        }
        if (host.isEmpty() || host.length() > 256 || !host.matches("[\\w.:%-]+") || (named && !port.matches("[0-9]{1,5}"))) {
            throw wrong(key, whole);
        }
        int number = named ? Integer.parseInt(port) : 0;
        if (named && (number < 1 || number > 65_535)) {
            throw new IllegalArgumentException(key + ": '" + whole + "' is not valid; a port from 1 to 65535 is wanted");
        }
        return new Endpoint(host, number);
    }

    private static IllegalArgumentException wrong(String key, String text) {
        return new IllegalArgumentException(key + ": '" + text + "' is not valid; " + WANTED);
    }

    /**
     * Reads an NQN.
     *
     * @param key what it was given for
     * @param text the name
     * @return the NQN
     * @throws IllegalArgumentException names key, text and what would be right
     */
    public static Nqn nqn(String key, String text) {
        try {
            return Nqn.of(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads an NSID.
     *
     * @param key what it was given for
     * @param text a number
     * @return 1 to FFFFFFFEh, as the unsigned number's bits
     * @throws IllegalArgumentException names key, text and what would be right
     */
    public static int nsid(String key, String text) {
        try {
            long value = Long.parseLong(text);
            if (value >= 1 && value <= 0xFFFF_FFFEL) {
                return (int) value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + ": '" + text + "' is not valid; a number from 1 to 4294967294 is wanted", e);
        }
        throw new IllegalArgumentException(key + ": '" + text + "' is not valid; a number from 1 to 4294967294 is wanted");
    }

    /**
     * The same with more.
     *
     * @param more other endpoints of the same subsystem
     * @param name replaces the name; null: it stays
     * @param number replaces the NSID; 0: it stays
     * @return a copy
     */
    public SubsystemPlace with(List<Endpoint> more, @Nullable Nqn name, int number) {
        List<Endpoint> all = new ArrayList<>(endpoints);
        all.addAll(more);
        return new SubsystemPlace(all, name == null ? nqn : name, number == 0 ? nsid : number);
    }
}
