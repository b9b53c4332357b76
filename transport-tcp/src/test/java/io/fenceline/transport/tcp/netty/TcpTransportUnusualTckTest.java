package io.fenceline.transport.tcp.netty;

import io.fenceline.tck.transport.TransportContract;
import io.fenceline.tck.transport.TransportFixture;
import java.util.Map;

/** And with everything that can be agreed on: digests, alignment, several R2Ts, small PDUs, Java's own selectors. */
class TcpTransportUnusualTckTest extends TransportContract {
    @Override
    public TransportFixture fixture() {
        return new TcpFixture(Map.of("eventEngine", "nio", "cpda", 7, "maxH2cData", "4KiB", "r2tLength", "8KiB", "inCapsuleSize", "4KiB"),
                Map.of(
                        "eventEngine", "nio", "hpda", 15, "maxR2t", 4, "headerDigest", true, "dataDigest", true));
    }
}
