package org.example.vendor.policy;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.spi.policy.FencingAgent.Lost;
import io.fenceline.spi.policy.FencingAgentProvider;
import io.fenceline.tck.policy.FencingAgentContract;
import io.fenceline.tck.policy.FencingAgentFixture;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;

class ArrayAgentTest extends FencingAgentContract {
    @Override
    public FencingAgentFixture fixture() {
        try {
            return new Fixture(new PlayedArray());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The array is played; whether an association is silent is asked from it, and not from the agent. */
    private record Fixture(PlayedArray array) implements FencingAgentFixture {
        @Override
        public FencingAgentProvider provider() {
            return new ArrayAgentProvider();
        }

        @Override
        public Map<String, ?> options() {
            return Map.of("address", "127.0.0.1", "port", array.port());
        }

        @Override
        public Lost lost() {
            int cntlid = array.newAssociation();
            return new Lost(Nqn.of("nqn.2026-01.org.example:array"), Nqn.of("nqn.2026-01.org.example:host"), new UUID(0, 1),
                    TransportAddress.tcp("192.0.2.7", 4420), cntlid, 1, 0x1000L + cntlid);
        }

        @Override
        public boolean silent(Lost lost) {
            return !array.canWrite(lost.cntlid());
        }

        @Override
        public boolean canRefuse() {
            return true;
        }

        @Override
        public void refuse(Lost lost) {
            array.refuse(lost.cntlid());
        }

        @Override
        public boolean canHang() {
            return true;
        }

        @Override
        public void hang(Lost lost) {
            array.hang(lost.cntlid());
        }

        @Override
        public void close() {
            array.close();
        }
    }
}
