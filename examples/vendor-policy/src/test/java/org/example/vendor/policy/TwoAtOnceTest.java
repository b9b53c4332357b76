package org.example.vendor.policy;

import io.fenceline.spi.policy.RecoveryPolicyProvider;
import io.fenceline.tck.policy.RecoveryPolicyContract;

class TwoAtOnceTest extends RecoveryPolicyContract {
    @Override
    public RecoveryPolicyProvider provider() {
        return new TwoAtOncePolicyProvider();
    }
}
