package io.fenceline.core.host.engine.fence;

import io.fenceline.spi.policy.RecoveryDecision;
import org.jspecify.annotations.Nullable;

/**
 * What came of asking a policy.
 *
 * @param decision what it proposes; null: nothing
 * @param trouble why it proposes nothing; empty otherwise
 */
public record Verdict(@Nullable RecoveryDecision decision, String trouble) {
}
