package io.fenceline.assembly.config;

import io.fenceline.api.Nqn;
import io.fenceline.api.target.PortSpec;
import io.fenceline.api.target.ReferralSpec;
import io.fenceline.api.target.SubsystemSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A target as wished; what a right fenceline.yaml says.
 *
 * @param discoveryNqn unique name of the discovery subsystem
 * @param closeGrace how long a close may take before connections are cut
 * @param transports options by transport type, as written
 * @param subsystems what is served
 * @param ports where; a port that serves no subsystem names {@link Nqn#DISCOVERY} alone
 * @param referrals discovery controllers elsewhere
 */
public record TargetConfig(Nqn discoveryNqn, Duration closeGrace, Map<String, Map<String, Object>> transports,
        List<SubsystemSpec> subsystems, List<PortSpec> ports, List<ReferralSpec> referrals) {
    /** Copies the collections. */
    public TargetConfig {
        transports = Map.copyOf(transports);
        subsystems = List.copyOf(subsystems);
        ports = List.copyOf(ports);
        referrals = List.copyOf(referrals);
    }
}
