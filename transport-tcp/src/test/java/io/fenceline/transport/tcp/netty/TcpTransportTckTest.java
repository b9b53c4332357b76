package io.fenceline.transport.tcp.netty;

import io.fenceline.tck.transport.TransportContract;
import io.fenceline.tck.transport.TransportFixture;
import java.util.Map;

/** NVMe/TCP keeps the contract as a user would have it. */
class TcpTransportTckTest extends TransportContract {
    @Override
    public TransportFixture fixture() {
        return new TcpFixture(Map.of(), Map.of());
    }
}
