package io.fenceline.core.host.policy;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.spi.policy.FailureFacts;
import io.fenceline.spi.policy.RecoveryDecision;
import java.util.List;

/** What the built-in policies can be told, and how a fence ends that nobody's proof has ended. */
final class FencingTimes {
    private static final long NS_PER_MS = 1_000_000L;
    private static final OptionSchema.Option PATIENCE = OptionSchema.duration("patience", "1s", 1, 3_600_000,
            "How long a reset may be under way before the next controller is asked too.");
    private static final OptionSchema.Option GIVE_UP = OptionSchema.duration("giveUp", "60s", 1, 3_600_000,
            "Without a keep alive: after which held commands end with an unknown outcome when the lost controller is not proved silent.");

    /** For those who ask for resets. */
    static final OptionSchema RESETTING = new OptionSchema(List.of(PATIENCE, GIVE_UP));
    /** For those who only wait. */
    static final OptionSchema WAITING = new OptionSchema(List.of(GIVE_UP));

    private FencingTimes() {
    }

    static long patienceNs(Options options) {
        return options.number("patience") * NS_PER_MS;
    }

    static long giveUpNs(Options options) {
        return options.number("giveUp") * NS_PER_MS;
    }

    /** By the time of the specification commands are given to other paths; where there is no such time they end unknown. */
    static RecoveryDecision release(FailureFacts facts, long nowNs, long giveUpNs) {
        return facts.silentAt(nowNs) ? new RecoveryDecision.Release() : wait(facts, nowNs, giveUpNs);
    }

    /** By the time of the specification commands end unknown, and only then the path is connected again. */
    static RecoveryDecision failFast(FailureFacts facts, long nowNs, long giveUpNs) {
        if (facts.silentAt(nowNs)) {
            return facts.held() > 0 ? new RecoveryDecision.FailFast() : new RecoveryDecision.Release();
        }
        return wait(facts, nowNs, giveUpNs);
    }

    private static RecoveryDecision wait(FailureFacts facts, long nowNs, long giveUpNs) {
        if (facts.katoNs() != 0) {
            return new RecoveryDecision.HoldUntil(facts.silentNs());
        }
        if (facts.held() == 0) {
            return new RecoveryDecision.HoldUntil(Long.MAX_VALUE);
        }
        long untilNs = facts.fencingNs() + giveUpNs;
        return nowNs - untilNs >= 0 ? new RecoveryDecision.FailFast() : new RecoveryDecision.HoldUntil(untilNs);
    }
}
