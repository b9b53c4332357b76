package io.fenceline.assembly.nbd;

import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
