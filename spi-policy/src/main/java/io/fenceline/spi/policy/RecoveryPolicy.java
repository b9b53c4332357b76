package io.fenceline.spi.policy;

/**
 * Decides when commands of a lost controller may be given to other paths. Pure: no thread, no clock, no I/O, no
 * state beside its options: what was done before is in the facts. Called when the controller's queue pairs are silent at this end,
 * and again whenever the time of a hold is over or something has changed. A policy that takes longer than 100 ms is overruled for
 * that question.
 */
@FunctionalInterface
public interface RecoveryPolicy {
    /**
     * Decides.
     *
     * @param facts what is known
     * @param nowNs the host's clock
     * @return a proposal; null and exceptions count as unsafe
     */
    RecoveryDecision decide(FailureFacts facts, long nowNs);
}
