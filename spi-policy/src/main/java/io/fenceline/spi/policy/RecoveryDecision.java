package io.fenceline.spi.policy;

/** What a recovery policy proposes. */
public sealed interface RecoveryDecision {
    /**
     * Hold everything until a time, then ask again.
     *
     * @param untilNs by the host's clock
     */
    record HoldUntil(long untilNs) implements RecoveryDecision {
    }

    /**
     * The controller is silent: give everything back. The engine obeys only when the time that the specification demands is over,
     * or the user has chosen a policy that is {@link RecoveryPolicyProvider#unsafe}.
     */
    record Release() implements RecoveryDecision {
    }
}
