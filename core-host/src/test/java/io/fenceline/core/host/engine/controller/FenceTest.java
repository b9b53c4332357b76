package io.fenceline.core.host.engine.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.path.CommandLimits;
import io.fenceline.core.host.engine.path.HeadSettings;
import io.fenceline.core.host.engine.path.NamespaceFacts;
import io.fenceline.core.host.engine.path.NamespaceHead;
import io.fenceline.core.host.engine.path.Request;
import io.fenceline.core.host.engine.queue.Command;
import io.fenceline.spi.policy.FailureFacts;
import io.fenceline.spi.policy.RecoveryDecision;
import io.fenceline.spi.policy.RecoveryPolicy;
import io.fenceline.testkit.VirtualConductor;
import io.fenceline.testkit.VirtualTime;
import io.fenceline.wire.Id128;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A policy proposes, the fence disposes. */
class FenceTest {
    private static final long SECOND = 1_000_000_000L;

    private final VirtualTime time = new VirtualTime();
    private final VirtualConductor conductor = new VirtualConductor(time);
    private final List<String> alarms = new ArrayList<>();
    private long fencedNs = -1;
    private long startNs;

    private Fence fence(RecoveryPolicy policy, boolean unsafe, boolean holdsSomething) {
        startNs = time.nowNs();
        NamespaceFacts facts = new NamespaceFacts(1, Id128.ZERO, Id128.ZERO, 0, 12, 100, 0, 0, 0, 0, 0, false, false);
        CommandLimits limits = new CommandLimits(1 << 20, 0, 0, true, true, true, true, true, true, true);
        NamespaceHead head = new NamespaceHead(Nqn.of("nqn.2024-01.io.fenceline:x"), facts, limits, new HeadSettings(5, 100, crd -> 0),
                candidates -> 0, 1, conductor);
        List<Command> held = holdsSomething ? List.of(new Request(head, 0, ended -> {
        }).single(0, 0, 0, false, true, null)) : List.of();
        FailureFacts failure = new FailureFacts(1, 1, "connection", startNs, startNs, 2 * SECOND, true, 3 * SECOND, true, held.size(),
                false, List.of(),
                List.of(), List.of());
        return new Fence(conductor, new Recovery("test", policy, unsafe), failure, held, new Fence.Owner() {
            @Override
            public void onFenced() {
                fencedNs = time.nowNs();
            }

            @Override
            public void onFenceAlarm(String text) {
                alarms.add(text);
            }

            @Override
            public void onFenceExpects(String action, long atNs) {
                assertThat(atNs).isGreaterThan(startNs);
            }
        });
    }

    private long heldFor(RecoveryPolicy policy, boolean unsafe) {
        Fence fence = fence(policy, unsafe, true);
        ControlLoop loop = conductor;
        loop.execute(fence::begin);
        assertThat(time.runUntil(() -> fencedNs >= 0, 1000 * SECOND)).isTrue();
        return fencedNs - startNs;
    }

    @Test
    void policyThatReleasesTooEarlyIsOverruledAndNamed() {
        assertThat(heldFor((facts, nowNs) -> new RecoveryDecision.Release(), false)).isEqualTo(9 * SECOND);
        assertThat(alarms).singleElement().asString().contains("test").contains("too early");
    }

    @Test
    void unsafePolicyThatTheUserChoseIsObeyed() {
        assertThat(heldFor((facts, nowNs) -> new RecoveryDecision.Release(), true)).isZero();
    }

    @Test
    void policyThatThrowsOrSaysNothingIsReplacedByTheTimes() {
        assertThat(heldFor((facts, nowNs) -> {
            throw new IllegalStateException("part of a test");
        }, false)).isEqualTo(9 * SECOND);
        fencedNs = -1;
        assertThat(heldFor((facts, nowNs) -> null, false)).isEqualTo(9 * SECOND);
        assertThat(alarms).anyMatch(a -> a.contains("failed"));
    }

    @Test
    void policyMayHoldLongerThanItMust() {
        assertThat(heldFor((facts, nowNs) -> nowNs < startNs + 20 * SECOND
                ? new RecoveryDecision.HoldUntil(startNs + 20 * SECOND)
                : new RecoveryDecision.Release(), false)).isEqualTo(20 * SECOND);
        assertThat(alarms).isEmpty();
    }

    @Test
    void holdUntilATimeThatIsOverIsNoRelease() {
        assertThat(heldFor((facts, nowNs) -> new RecoveryDecision.HoldUntil(nowNs - 1), false)).isEqualTo(9 * SECOND);
    }

    @Test
    void holdWithoutEndIsNamedInAnAlarm() {
        Fence fence = fence((facts, nowNs) -> new RecoveryDecision.HoldUntil(nowNs + 3600 * SECOND), false, true);
        conductor.execute(fence::begin);
        time.advance(SECOND);
        assertThat(alarms).anyMatch(a -> a.contains("holds for 3600 s"));
    }

    @Test
    void withNothingHeldThereIsNothingToWaitFor() {
        Fence fence = fence((facts, nowNs) -> new RecoveryDecision.HoldUntil(nowNs + SECOND), false, false);
        conductor.execute(fence::begin);
        time.runDue();
        assertThat(fencedNs).isEqualTo(startNs);
    }
}
