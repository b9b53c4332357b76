package io.fenceline.core.host.policy;

import io.fenceline.spi.policy.PathSelectorProvider;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import io.fenceline.tck.policy.PathSelectorContract;
import io.fenceline.tck.policy.RecoveryPolicyContract;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The contracts, for everything that comes with the host. */
final class PolicyContractTest {
    @Nested
    final class QueueDepth extends PathSelectorContract {
        @Override
        public PathSelectorProvider provider() {
            return new QueueDepthSelectorProvider();
        }
    }

    @Nested
    final class RoundRobin extends PathSelectorContract {
        @Override
        public PathSelectorProvider provider() {
            return new RoundRobinSelectorProvider();
        }

        @Override
        public Map<String, ?> options() {
            return Map.of("commands", 1024);
        }
    }

    @Nested
    final class Affinity extends PathSelectorContract {
        @Override
        public PathSelectorProvider provider() {
            return new AffinitySelectorProvider();
        }
    }

    @Nested
    final class ActivePassive extends PathSelectorContract {
        @Override
        public PathSelectorProvider provider() {
            return new ActivePassiveSelectorProvider();
        }
    }

    @Nested
    final class Latency extends PathSelectorContract {
        @Override
        public PathSelectorProvider provider() {
            return new LatencySelectorProvider();
        }
    }

    @Nested
    final class CcrThenTime extends RecoveryPolicyContract {
        @Override
        public RecoveryPolicyProvider provider() {
            return new CcrThenTimePolicyProvider();
        }
    }

    @Nested
    final class ImpatientCcrThenTime extends RecoveryPolicyContract {
        @Override
        public RecoveryPolicyProvider provider() {
            return new CcrThenTimePolicyProvider();
        }

        @Override
        public Map<String, ?> options() {
            return Map.of("patience", "1ms", "giveUp", "1ms");
        }
    }

    @Nested
    final class Ccr extends RecoveryPolicyContract {
        @Override
        public RecoveryPolicyProvider provider() {
            return new CcrPolicyProvider();
        }
    }

    @Nested
    final class Time extends RecoveryPolicyContract {
        @Override
        public RecoveryPolicyProvider provider() {
            return new TimePolicyProvider();
        }
    }

    @Nested
    final class None extends RecoveryPolicyContract {
        @Override
        public RecoveryPolicyProvider provider() {
            return new NoPolicyProvider();
        }
    }
}
