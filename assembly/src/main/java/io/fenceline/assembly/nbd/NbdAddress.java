package io.fenceline.assembly.nbd;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where a server listens. */
public sealed interface NbdAddress {
    /** The port that IANA has for NBD. */
    int PORT = 10_809;
    /** Greatest length of the path of a UNIX socket on Linux, in bytes. */
    int MAX_PATH = 107;

    /**
     * How clients write an export there (uri.md of the nbd project).
     *
     * @param name the export; empty: the default one
     * @return a URI
     */
    String uri(String name);

    /**
     * A TCP port.
     *
     * @param socket address, resolved, and port; 0: any that is free
     */
    record Tcp(InetSocketAddress socket) implements NbdAddress {
        @Override
        public String uri(String name) {
            String host = socket.getAddress().getHostAddress();
            int zone = host.indexOf('%');
            String plain = zone < 0 ? host : host.substring(0, zone) + "%25" + host.substring(zone + 1);
            return "nbd://" + (plain.indexOf(':') < 0 ? plain : "[" + plain + "]") + ":" + socket.getPort() + (name.isEmpty() ? "" : "/")
                    + encoded(name);
        }

        @Override
        public String toString() {
            String host = socket.getAddress().getHostAddress();
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + socket.getPort();
        }
    }

    /**
     * A UNIX socket.
     *
     * @param path of the socket file, absolute
     */
    record Unix(Path path) implements NbdAddress {
        @Override
        public String uri(String name) {
            return "nbd+unix:///" + encoded(name) + "?socket=" + encoded(path.toString()).replace("%2F", "/");
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * Reads a TCP address.
     *
     * @param what the option, for messages
     * @param text HOST:PORT, [IPV6]:PORT
     * @return resolved
     * @throws IllegalArgumentException one line with option, value and what would be right
     */
    static Tcp tcp(String what, String text) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, Math.max(0, colon));
        String port = text.substring(colon + 1);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.isEmpty() || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 0xFFFF || (host.indexOf(':') >= 0 && !bracketed)) {
            throw new IllegalArgumentException(
                    what + ": '" + text + "' is not valid; HOST:PORT is wanted, such as 127.0.0.1:" + PORT + " or [::1]:0");
        }
        try {
            InetAddress address = InetAddress.getByName(bracketed ? host.substring(1, host.length() - 1) : host);
            return new Tcp(new InetSocketAddress(address, Integer.parseInt(port)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(what + ": '" + text + "': there is no host '" + host + "'", e);
        }
    }

    /**
     * Reads a path.
     *
     * @param what the option, for messages
     * @param text the path of a UNIX socket
     * @return absolute
     * @throws IllegalArgumentException one line with option, value and what would be right
     */
    static Unix unix(String what, String text) {
        Path path;
        try {
            path = Path.of(text).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(what + ": '" + text + "' is no path: " + e.getReason(), e);
        }
        int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (text.isEmpty() || length > MAX_PATH) {
            throw new IllegalArgumentException(what + ": '" + text + "' is not valid; a path of 1 to " + MAX_PATH + " bytes is wanted, not "
                    + (text.isEmpty() ? 0 : length));
        }
        return new Unix(path);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
