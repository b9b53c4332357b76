/** A recovery policy and a fencing agent of a vendor. */
module org.example.vendor.policy {
    requires io.fenceline.spi.policy;
    requires static org.osgi.service.component.annotations;

    provides io.fenceline.spi.policy.RecoveryPolicyProvider with org.example.vendor.policy.TwoAtOncePolicyProvider;
    provides io.fenceline.spi.policy.FencingAgentProvider with org.example.vendor.policy.ArrayAgentProvider;
}
