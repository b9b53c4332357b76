package io.fenceline.core.host.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.Failover;
import io.fenceline.api.host.FencingOptions;
import io.fenceline.api.host.HostEvent;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.host.IoOptions;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.Subsystem;
import io.fenceline.core.host.policy.TimePolicyProvider;
import io.fenceline.spi.policy.FencingAgent;
import io.fenceline.spi.policy.FencingAgentProvider;
import io.fenceline.spi.policy.RecoveryDecision;
import io.fenceline.spi.policy.RecoveryPolicy;
import io.fenceline.spi.policy.RecoveryPolicyProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A host with policies and agents that are not its own. */
final class ForeignPolicyTest {
    private final List<RecoveryPolicyProvider> policies = new ArrayList<>(BuiltIn.policies());
    private final List<FencingAgentProvider> agents = new ArrayList<>();
    private final List<String> log = new ArrayList<>();

    private record Policies(String name, RecoveryPolicy policy) implements RecoveryPolicyProvider {
        @Override
        public OptionSchema options() {
            return OptionSchema.EMPTY;
        }

        @Override
        public RecoveryPolicy open(Options options) {
            return policy;
        }
    }

    private final class AgentsOf implements FencingAgentProvider {
        private final String name;
        private final boolean proves;

        AgentsOf(String name, boolean proves) {
            this.name = name;
            this.proves = proves;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public OptionSchema options() {
            return new OptionSchema(List.of(OptionSchema.text("switch", "here", "Where it is.")));
        }

        @Override
        public FencingAgent open(Options options) {
            log.add("open " + name + " " + options.text("switch"));
            return new FencingAgent() {
                @Override
                public void fence(Lost lost, Answer answer) {
                    log.add("fence " + name + " " + lost.address().address());
                    if (proves) {
                        answer.silent("port closed");
                    } else {
                        answer.failed("no such port");
                    }
                }

                @Override
                public void close() {
                    log.add("close " + name);
                }
            };
        }
    }

    private HostRig rig() {
        return new HostRig(policies, agents);
    }

    private static HostOptions with(String recovery, FencingOptions fencing) {
        return HostRig.OPTIONS.change().recovery(recovery).fencing(fencing).build();
    }

    /** A write is stuck in the back end, and the path it took is cut. */
    private static CompletableFuture<Void> stuckWrite(HostRig rig, NamespaceHandle namespace) {
        HoldingBackend backend = rig.backends.opened.getFirst();
        backend.hold = request -> true;
        CompletableFuture<Void> write = namespace.write(0, HostRig.filled(1, 1), IoOptions.DEFAULTS);
        rig.await(() -> !backend.held.isEmpty());
        backend.hold = request -> false;
        (rig.controller(HostRig.A).outstanding() > rig.controller(HostRig.B).outstanding() ? rig.fabricA : rig.fabricB).cutAll();
        return write;
    }

    private static Failover loseAPath(HostRig rig, NamespaceHandle namespace) {
        CompletableFuture<Void> write = stuckWrite(rig, namespace);
        rig.await(() -> rig.host.failovers().stream().anyMatch(story -> story.proof() != null));
        rig.backends.opened.getFirst().release();
        rig.done(write);
        return rig.host.failovers().getFirst();
    }

    @Test
    void aPolicyOfOthersDecidesByItsName() {
        policies.add(new Policies("theirs", (facts, nowNs) -> {
            log.add("asked");
            return facts.silentAt(nowNs) ? new RecoveryDecision.Release() : new RecoveryDecision.HoldUntil(facts.silentNs());
        }));
        try (HostRig rig = rig()) {
            Subsystem subsystem = rig.connect(with("theirs", FencingOptions.DEFAULTS), HostRig.A, HostRig.B);
            Failover failover = loseAPath(rig, subsystem.namespace(1));
            assertThat(failover.policy()).isEqualTo("theirs");
            assertThat(failover.proof()).isEqualTo(Failover.Proof.TIME);
            assertThat(log).contains("asked");
        }
    }

    @Test
    void agentsAreAskedInTheUsersOrderAndOneProofIsEnough() {
        agents.add(new AgentsOf("prover", true));
        agents.add(new AgentsOf("doubter", false));
        Map<String, Map<String, String>> chosen = new LinkedHashMap<>();
        chosen.put("doubter", Map.of());
        chosen.put("prover", Map.of("switch", "192.0.2.1"));
        try (HostRig rig = rig()) {
            Subsystem subsystem = rig.connect(with("ccr-then-time", FencingOptions.DEFAULTS.withAgents(chosen)), HostRig.A, HostRig.B);
            assertThat(log).containsExactly("open doubter here", "open prover 192.0.2.1");
            Failover failover = loseAPath(rig, subsystem.namespace(1));
            assertThat(failover.proof()).isEqualTo(Failover.Proof.AGENT);
            assertThat(failover.steps()).extracting(Failover.Step::note).contains("doubter: no such port", "prover: silent, port closed");
            rig.done(subsystem.disconnect(Duration.ZERO));
            rig.await(() -> log.contains("close doubter") && log.contains("close prover"));
        }
    }

    @Test
    void whatIsNotInstalledIsNamedAndWhatWasOpenedIsClosed() {
        agents.add(new AgentsOf("prover", true));
        Map<String, Map<String, String>> chosen = new LinkedHashMap<>();
        chosen.put("prover", Map.of());
        chosen.put("nobody", Map.of());
        try (HostRig rig = rig()) {
            HostOptions options = with("ccr-then-time", FencingOptions.DEFAULTS.withAgents(chosen));
            CompletableFuture<Subsystem> connecting = rig.host
                    .connect(new ConnectSpec(HostRig.SUBSYSTEM, HostRig.IDENTITY, List.of(HostRig.A), options));
            rig.await(connecting::isDone);
            assertThatThrownBy(connecting::join).hasRootCauseMessage("fencing agent nobody: one of [prover] is wanted");
            assertThat(log).containsExactly("open prover here", "close prover");
        }
    }

    @Test
    void aSecondConnectOfTheSameSubsystemOpensNothingThatStaysOpen() {
        agents.add(new AgentsOf("prover", true));
        HostOptions options = with("ccr-then-time", FencingOptions.DEFAULTS.withAgents(Map.of("prover", Map.of())));
        try (HostRig rig = rig()) {
            rig.connect(options, HostRig.A);
            rig.connect(options, HostRig.A);
            rig.await(() -> log.contains("close prover"));
            assertThat(log).containsExactly("open prover here", "open prover here", "close prover");
        }
    }

    @Test
    void whenThePolicyIsUninstalledTheBuiltInOneDecidesAndAnAlarmSaysSo() {
        RecoveryPolicyProvider theirs = new Policies("theirs", (facts, nowNs) -> new RecoveryDecision.HoldUntil(Long.MAX_VALUE));
        policies.add(theirs);
        try (HostRig rig = rig()) {
            Subsystem subsystem = rig.connect(with("theirs", FencingOptions.DEFAULTS.withShadow("theirs")), HostRig.A, HostRig.B);
            assertThat(rig.host.view().subsystems().getFirst().recovery()).isEqualTo("theirs");
            policies.remove(theirs);
            rig.advance(Duration.ofSeconds(2));
            assertThat(rig.host.view().subsystems().getFirst().recovery()).isEqualTo("ccr-then-time");
            assertThat(rig.events).filteredOn(HostEvent.Alarm.class::isInstance).extracting(e -> ((HostEvent.Alarm) e).text()).contains(
                    "recovery policy theirs is not installed any more; ccr-then-time decides from now on",
                    "recovery policy theirs is not installed any more, and no longer runs in shadow");
            assertThat(loseAPath(rig, subsystem.namespace(1)).policy()).isEqualTo("ccr-then-time");
        }
    }

    @Test
    void aPolicyIsExchangedUnderAHold() {
        policies.add(new Policies("stubborn", (facts, nowNs) -> new RecoveryDecision.HoldUntil(Long.MAX_VALUE)));
        try (HostRig rig = rig()) {
            Subsystem subsystem = rig.connect(with("stubborn", FencingOptions.DEFAULTS), HostRig.A, HostRig.B);
            CompletableFuture<Void> write = stuckWrite(rig, subsystem.namespace(1));
            rig.advance(Duration.ofSeconds(20));
            rig.backends.opened.getFirst().release();
            rig.advance(Duration.ofSeconds(20));
            assertThat(write).isNotDone();
            subsystem.recovery(new TimePolicyProvider().name(), Map.of());
            rig.done(write);
            assertThat(rig.host.failovers().getFirst().policy()).isEqualTo("time");
        }
    }
}
