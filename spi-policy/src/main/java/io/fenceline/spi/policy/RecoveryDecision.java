package io.fenceline.spi.policy;

/**
 * What a recovery policy proposes. The engine obeys what is safe; proof of silence releases by itself, whatever is proposed.
 */
public sealed interface RecoveryDecision {
    /**
     * Hold everything until a time, then ask again. Asked earlier if an attempt ends, a source comes or goes, or an agent answers.
     *
     * @param untilNs by the host's clock; {@link Long#MAX_VALUE}: until something happens
     */
    record HoldUntil(long untilNs) implements RecoveryDecision {
    }

    /**
     * Ask another controller to reset the lost one (Cross-Controller Reset), then ask the policy again at once. Several may be under
     * way; the first success counts.
     *
     * @param source one of {@link FailureFacts#sources} that has a credit and was not tried
     */
    record ResetThrough(int source) implements RecoveryDecision {
    }

    /**
     * Ask a fencing agent, then ask the policy again at once.
     *
     * @param agent one of {@link FailureFacts#agents} that was not asked
     */
    record AskAgent(String agent) implements RecoveryDecision {
    }

    /**
     * The controller is silent: give everything back, so that it is repeated elsewhere. The engine obeys only when the time that the
     * specification demands is over, or the user has chosen a policy that is {@link RecoveryPolicyProvider#unsafe}.
     */
    record Release() implements RecoveryDecision {
    }

    /**
     * End what is held: callers hear that the outcome is unknown. Always allowed; nothing is repeated, and what touches the same
     * blocks waits on until the controller is silent. The policy goes on being asked, with {@link FailureFacts#held} 0, and has no
     * reason to say this again.
     */
    record FailFast() implements RecoveryDecision {
    }
}
