package io.fenceline.core.host.engine.fence;

import io.fenceline.spi.policy.RecoveryPolicy;

/**
 * A recovery policy as the user chose it.
 *
 * @param name as in configuration
 * @param policy proposes
 * @param unsafe whether the user accepts that it releases early
 */
public record Recovery(String name, RecoveryPolicy policy, boolean unsafe) {
}
