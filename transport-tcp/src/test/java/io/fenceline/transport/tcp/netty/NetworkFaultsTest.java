package io.fenceline.transport.tcp.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.spi.transport.TransportFault;
import io.fenceline.spi.transport.TransportFault.Kind;
import io.fenceline.spi.transport.TransportFault.Scope;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What errors of sockets say, and what they do not. */
class NetworkFaultsTest {
    /** As Netty's epoll and io_uring transports, and the JDK's sockets, put them. */
    @ParameterizedTest
    @ValueSource(strings = {"connect(..) failed with error(-101): Network is unreachable",
            "connect(..) failed with error(-113): No route to host: /192.0.2.7:4420", "Network is unreachable", "Host is unreachable",
            "recvAddress(..) failed with error(-112): Host is down"})
    void anAddressThatNothingReachesIsTheWholeRemotePort(String words) {
        assertThat(NetworkFaults.of(new ConnectException(words)))
                .isEqualTo(TransportFault.of(Scope.REMOTE_PORT, Kind.NETWORK, words));
    }

    @Test
    void theJdksOwnTypeCountsWhateverItSays() {
        assertThat(NetworkFaults.of(new NoRouteToHostException()).scope()).isEqualTo(Scope.REMOTE_PORT);
    }

    /** A listener that is gone leaves the connections that it has accepted; a reset is one connection's. */
    @ParameterizedTest
    @ValueSource(strings = {"connect(..) failed with error(-111): Connection refused", "Connection reset", "Broken pipe",
            "connection timed out after 5000 ms: /192.0.2.7:4420"})
    void whatIsOneConnectionsStaysThat(String words) {
        assertThat(NetworkFaults.of(new IOException(words))).isEqualTo(TransportFault.of(Kind.NETWORK, words));
    }
}
