package io.fenceline.transport.tcp.netty;

import io.fenceline.spi.transport.TransportFault;
import io.fenceline.spi.transport.TransportFault.Kind;
import io.fenceline.spi.transport.TransportFault.Scope;
import java.net.NoRouteToHostException;
import java.util.Locale;

/**
 * What the errors of sockets say of the remote port. TCP knows little: a reset or a close is one connection's, and where an attempt is
 * refused nobody listens now, while connections that were accepted before live on. But when the system has no way to an address
 * (ENETUNREACH, EHOSTUNREACH, EHOSTDOWN), that is so for everything that is connected to it.
 */
final class NetworkFaults {
    private NetworkFaults() {
    }

    static TransportFault of(Throwable cause) {
        return of(cause, cause.getMessage() == null ? cause.toString() : cause.getMessage());
    }

    static TransportFault of(Throwable cause, String detail) {
        return TransportFault.of(isUnreachable(cause) ? Scope.REMOTE_PORT : Scope.QUEUE_PAIR, Kind.NETWORK, detail);
    }

    /** Netty's native transports and the JDK have types for some of these errors only; the system's words are the same for all. */
    private static boolean isUnreachable(Throwable cause) {
        if (cause instanceof NoRouteToHostException) {
            return true;
        }
        String words = cause.getMessage() == null ? "" : cause.getMessage().toLowerCase(Locale.ROOT);
        return words.contains("unreachable") || words.contains("no route to host") || words.contains("host is down");
    }
}
