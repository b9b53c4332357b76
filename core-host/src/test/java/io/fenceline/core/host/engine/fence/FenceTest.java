package io.fenceline.core.host.engine.fence;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.api.Options;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.Failover;
import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.path.CommandLimits;
import io.fenceline.core.host.engine.path.HeadSettings;
import io.fenceline.core.host.engine.path.NamespaceFacts;
import io.fenceline.core.host.engine.path.NamespaceHead;
import io.fenceline.core.host.engine.path.Request;
import io.fenceline.core.host.engine.queue.Command;
import io.fenceline.core.host.policy.CcrPolicyProvider;
import io.fenceline.core.host.policy.CcrThenTimePolicyProvider;
import io.fenceline.spi.policy.FailureFacts;
import io.fenceline.spi.policy.FencingAgent;
import io.fenceline.spi.policy.RecoveryDecision;
import io.fenceline.spi.policy.RecoveryPolicy;
import io.fenceline.testkit.VirtualConductor;
import io.fenceline.testkit.VirtualTime;
import io.fenceline.wire.Id128;
import io.fenceline.wire.NvmOpcode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A policy proposes, the fence disposes. */
class FenceTest {
    private static final long SECOND = 1_000_000_000L;

    private final VirtualTime time = new VirtualTime();
    private final VirtualConductor conductor = new VirtualConductor(time);
    private final List<String> alarms = new ArrayList<>();
    private AgentDesk agents = AgentDesk.NONE;
    private long ceilingNs = Long.MAX_VALUE;
    private long katoNs = 2 * SECOND;
    private boolean ticking = true;
    private Story story;
    private Failover.Proof proof;
    private long fencedNs = -1;
    private long startNs;

    private Fence fence(RecoveryPolicy policy, boolean unsafe, boolean holdsSomething) {
        startNs = time.nowNs();
        NamespaceFacts facts = new NamespaceFacts(1, Id128.ZERO, Id128.ZERO, 0, 12, 100, 0, 0, 0, 0, 0, false, false);
        CommandLimits limits = new CommandLimits(1 << 20, 0, 0, true, true, true, true, true, true, true);
        NamespaceHead head = new NamespaceHead(Nqn.of("nqn.2024-01.io.fenceline:x"), facts, limits, new HeadSettings(5, 100, crd -> 0),
                candidates -> 0, 1, conductor);
        Request request = new Request(head, 0, ended -> {
        });
        Command command = request.single(NvmOpcode.WRITE_ZEROES, 0, 8, true, true, null);
        request.submit(Long.MAX_VALUE);
        List<Command> held = holdsSomething ? List.of(command) : List.of();
        LostController lost = new LostController(1, TransportAddress.tcp("127.0.0.1", 4420), Nqn.of("nqn.2024-01.io.fenceline:x"),
                Nqn.of("nqn.2024-01.io.fenceline:h"), new UUID(1, 2), 1, 7, 8, Failover.Cause.CONNECTION, "part of a test", startNs,
                startNs,
                katoNs, true, 3 * SECOND, true, true);
        story = new Story(lost.subsystem(), lost.host(), 1, lost.address(), 1, 7, 8, lost.cause(), lost.detail());
        RecoveryDesk desk = new RecoveryDesk(new Recovery("test", policy, unsafe), null,
                new Recovery("built-in",
                        new CcrThenTimePolicyProvider().open(Options.defaults(new CcrThenTimePolicyProvider().options())), false),
                Decider.HERE, agents, new FenceSettings(ceilingNs, true, true));
        HoldClock clock = new HoldClock(startNs);
        Fence made = new Fence(conductor, desk, lost, List::of, clock, held, story, new Fence.Owner() {
            @Override
            public void onFenced(Failover.Proof by) {
                fencedNs = time.nowNs();
                proof = by;
            }

            @Override
            public void onFenceAlarm(String text) {
                alarms.add(text);
            }

            @Override
            public void onFenceExpects(String action, long atNs) {
                assertThat(atNs == 0 || atNs > startNs).isTrue();
            }
        });
        conductor.execute(() -> tick(made));
        return made;
    }

    private void tick(Fence made) {
        if (ticking && fencedNs < 0) {
            made.tick(time.nowNs());
            conductor.schedule(() -> tick(made), SECOND / 4);
        }
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
        assertThat(alarms).anyMatch(a -> a.contains("has thrown")).anyMatch(a -> a.contains("said nothing"));
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

    private void agent(java.util.function.BiConsumer<String, FencingAgent.Answer> behaves) {
        agents = new AgentDesk() {
            @Override
            public List<String> names() {
                return List.of("switch");
            }

            @Override
            public void ask(String name, FencingAgent.Lost lost, FencingAgent.Answer answer) {
                assertThat(lost.cntlid()).isEqualTo(1);
                assertThat(lost.ciu()).isEqualTo(7);
                behaves.accept(name, answer);
            }
        };
    }

    private static RecoveryPolicy standard() {
        return new CcrThenTimePolicyProvider().open(Options.defaults(new CcrThenTimePolicyProvider().options()));
    }

    @Test
    void agentThatProvesSilenceEndsTheHold() {
        agent((name, answer) -> conductor.schedule(() -> answer.silent("port is down"), SECOND));
        assertThat(heldFor(standard(), false)).isEqualTo(SECOND);
        assertThat(proof).isEqualTo(Failover.Proof.AGENT);
        assertThat(story.picture().steps()).anyMatch(step -> step.note().contains("port is down"));
    }

    @Test
    void agentThatFailsOrNeverAnswersLeavesItToTheTimes() {
        agent((name, answer) -> answer.failed("no such switch"));
        assertThat(heldFor(standard(), false)).isEqualTo(9 * SECOND);
        assertThat(proof).isEqualTo(Failover.Proof.TIME);
        fencedNs = -1;
        agent((name, answer) -> {
        });
        assertThat(heldFor(standard(), false)).isEqualTo(9 * SECOND);
    }

    @Test
    void agentIsAskedOnce() {
        agent((name, answer) -> answer.failed("part of a test"));
        assertThat(heldFor((facts, nowNs) -> nowNs < facts.silentNs()
                ? new RecoveryDecision.AskAgent("switch")
                : new RecoveryDecision.Release(), false)).isEqualTo(9 * SECOND);
        assertThat(alarms).anyMatch(a -> a.contains("asked already"));
    }

    @Test
    void resetThroughAnUnknownControllerIsOverruled() {
        assertThat(heldFor((facts, nowNs) -> new RecoveryDecision.ResetThrough(99), false)).isEqualTo(9 * SECOND);
        assertThat(alarms).anyMatch(a -> a.contains("controller 99 is none of []"));
    }

    @Test
    void atTheCeilingCommandsEndAndTheHoldGoesOn() {
        ceilingNs = 2 * SECOND;
        Fence fence = fence(standard(), false, true);
        conductor.execute(fence::begin);
        time.advance(3 * SECOND);
        assertThat(fence.held()).isZero();
        assertThat(fencedNs).isEqualTo(-1);
        assertThat(time.runUntil(() -> fencedNs >= 0, 10 * SECOND)).isTrue();
        assertThat(fencedNs - startNs).isEqualTo(9 * SECOND);
        assertThat(story.picture().failed()).isEqualTo(1);
    }

    @Test
    void ccrAloneEndsCommandsWithUnknownOutcomeWhenNobodyCanResetAndNeverRepeatsThem() {
        Fence fence = fence(new CcrPolicyProvider().open(Options.defaults(new CcrPolicyProvider().options())), false, true);
        conductor.execute(fence::begin);
        assertThat(time.runUntil(() -> fencedNs >= 0, 100 * SECOND)).isTrue();
        assertThat(story.picture().failed()).isEqualTo(1);
        assertThat(fencedNs - startNs).isEqualTo(9 * SECOND);
    }

    @Test
    void withoutKeepAliveNoTimeReleases() {
        katoNs = 0;
        Fence fence = fence((facts, nowNs) -> new RecoveryDecision.Release(), false, true);
        conductor.execute(fence::begin);
        time.advance(10_000 * SECOND);
        assertThat(fencedNs).isEqualTo(-1);
        assertThat(story.picture().failed()).as("ended after giveUp").isEqualTo(1);
        assertThat(alarms).anyMatch(a -> a.contains("without a keep alive no time is one"));
    }

    @Test
    void whileNobodyLooksAtTheClockNoTimeCounts() {
        ticking = false;
        Fence fence = fence(standard(), false, true);
        conductor.execute(fence::begin);
        time.advance(60 * SECOND);
        assertThat(alarms).anyMatch(a -> a.contains("do not count toward the hold"));
        assertThat(fencedNs).isNegative();
    }

    @Test
    void jumpOfTheClockDoesNotCount() {
        HoldClock clock = new HoldClock(0);
        clock.look(SECOND);
        clock.look(3601 * SECOND);
        assertThat(clock.missedSinceNs(0)).isEqualTo(3600 * SECOND);
        assertThat(clock.missedSinceNs(3601 * SECOND)).isZero();
    }

    @Test
    void manyJumpsAreAllRemembered() {
        HoldClock clock = new HoldClock(0);
        for (int i = 1; i <= 1000; i++) {
            clock.look(i * 10 * SECOND);
        }
        assertThat(clock.missedSinceNs(0)).isEqualTo(10_000 * SECOND);
    }

    @Test
    void policyThatProposesWithoutEndIsOverruled() {
        List<FailureFacts> asked = new ArrayList<>();
        agent((name, answer) -> answer.failed("part of a test"));
        assertThat(heldFor((facts, nowNs) -> {
            asked.add(facts);
            return new RecoveryDecision.FailFast();
        }, false)).isEqualTo(9 * SECOND);
        assertThat(asked).hasSizeLessThan(100);
    }
}
