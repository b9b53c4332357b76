package io.fenceline.core.host.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.core.conductor.DisruptorConductor;
import io.fenceline.spi.policy.FencingAgent;
import io.fenceline.testkit.VirtualConductor;
import io.fenceline.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Agents answer when they like, and hold up nobody. */
final class AgentsTest {
    private static final FencingAgent.Lost LOST = new FencingAgent.Lost(Nqn.of("nqn.2026-01.org.example:array"),
            Nqn.of("nqn.2026-01.org.example:host"), new UUID(0, 1), TransportAddress.memory("a"), 7, 1, 2);

    private final VirtualTime time = new VirtualTime();
    private final VirtualConductor conductor = new VirtualConductor(time);
    private final List<String> said = new ArrayList<>();

    private final FencingAgent.Answer recorder = new FencingAgent.Answer() {
        @Override
        public void silent(String proof) {
            said.add("silent: " + proof);
        }

        @Override
        public void failed(String why) {
            said.add("failed: " + why);
        }
    };

    private Agents agents(FencingAgent... all) {
        Map<String, FencingAgent> named = new LinkedHashMap<>();
        for (int i = 0; i < all.length; i++) {
            named.put("agent-" + i, all[i]);
        }
        return new Agents(conductor, conductor.blocking(), named);
    }

    private void ask(Agents agents, String name) {
        conductor.execute(() -> agents.ask(name, LOST, recorder));
        time.advance(0);
    }

    @Test
    void theFirstAnswerCounts() {
        Agents agents = agents((lost, answer) -> {
            answer.silent("port 7 closed");
            answer.failed("and yet");
            answer.silent("again");
        });
        assertThat(agents.names()).containsExactly("agent-0");
        ask(agents, "agent-0");
        assertThat(said).containsExactly("silent: port 7 closed");
        time.advance(2 * Agents.DEADLINE_NS);
        assertThat(said).hasSize(1);
    }

    @Test
    void whatItThrowsIsAFailureAndItsWordsFitInALine() {
        Agents agents = agents((lost, answer) -> {
            throw new IllegalStateException("no\nroute" + "x".repeat(1000));
        });
        ask(agents, "agent-0");
        assertThat(said).singleElement().asString().startsWith("failed: it has thrown java.lang.IllegalStateException: no route")
                .hasSizeLessThan(300);
    }

    @Test
    void anAnswerCanComeAfterTheReturn() {
        List<FencingAgent.Answer> kept = new ArrayList<>();
        Agents agents = agents((lost, answer) -> kept.add(answer));
        ask(agents, "agent-0");
        assertThat(said).isEmpty();
        kept.getFirst().failed("no such port");
        time.advance(0);
        assertThat(said).containsExactly("failed: no such port");
    }

    @Test
    void withoutAnAnswerItHasFailedAtTheDeadlineAndAProofCountsStill() {
        List<FencingAgent.Answer> kept = new ArrayList<>();
        Agents agents = agents((lost, answer) -> kept.add(answer));
        ask(agents, "agent-0");
        time.advance(Agents.DEADLINE_NS - 1);
        assertThat(said).isEmpty();
        time.advance(1);
        assertThat(said).containsExactly("failed: agent agent-0 has not answered within 30 s");
        kept.getFirst().silent("at last");
        kept.getFirst().failed("no");
        time.advance(0);
        assertThat(said).hasSize(2).last().isEqualTo("silent: at last");
    }

    @Test
    void aFailureAfterTheDeadlineIsNotToldTwice() {
        List<FencingAgent.Answer> kept = new ArrayList<>();
        Agents agents = agents((lost, answer) -> kept.add(answer));
        ask(agents, "agent-0");
        time.advance(Agents.DEADLINE_NS);
        kept.getFirst().failed("no");
        kept.getFirst().silent("a proof after a failure of its own is none");
        time.advance(0);
        assertThat(said).hasSize(1);
    }

    @Test
    void afterTheCloseNobodyIsAskedAndAllAreClosedWhateverTheyThrow() {
        List<String> closed = new ArrayList<>();
        Agents agents = agents(new FencingAgent() {
            @Override
            public void fence(Lost lost, Answer answer) {
                answer.silent("never");
            }

            @Override
            public void close() {
                closed.add("first");
                throw new IllegalStateException("not me");
            }
        }, new FencingAgent() {
            @Override
            public void fence(Lost lost, Answer answer) {
                answer.silent("never");
            }

            @Override
            public void close() {
                closed.add("second");
            }
        });
        agents.close();
        agents.close();
        time.advance(0);
        assertThat(closed).containsExactly("first", "second");
        ask(agents, "agent-0");
        ask(agents, "nobody");
        assertThat(said).containsExactly("failed: agent agent-0 is closed", "failed: there is no agent nobody");
    }

    /** With real threads: one agent waits for ever, another answers meanwhile, and the close ends the first. */
    @Test
    void anAgentThatWaitsForEverHoldsUpNobodyAndIsInterruptedByTheClose() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        CompletableFuture<String> proof = new CompletableFuture<>();
        try (DisruptorConductor real = new DisruptorConductor("agents-test")) {
            Map<String, FencingAgent> named = new LinkedHashMap<>();
            named.put("stuck", (lost, answer) -> {
                inside.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    ended.countDown();
                }
            });
            named.put("quick", (lost, answer) -> answer.silent("done"));
            Agents agents = new Agents(real, Thread::startVirtualThread, named);
            real.execute(() -> agents.ask("stuck", LOST, recorder));
            assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
            real.execute(() -> agents.ask("quick", LOST, new FencingAgent.Answer() {
                @Override
                public void silent(String line) {
                    proof.complete(line);
                }

                @Override
                public void failed(String why) {
                    proof.completeExceptionally(new AssertionError(why));
                }
            }));
            assertThat(proof.get(20, TimeUnit.SECONDS)).isEqualTo("done");
            agents.close();
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Not even the close of the host waits for an agent that is deaf to interrupts. */
    @Test
    void anAgentThatIsDeafHoldsUpNoClose() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        DisruptorConductor real = new DisruptorConductor("deaf-agents-test");
        Agents agents = new Agents(real, Thread::startVirtualThread, Map.of("deaf", (lost, answer) -> {
            inside.countDown();
            boolean waits = true;
            while (waits) {
                try {
                    released.await();
                    waits = false;
                } catch (InterruptedException e) {
                    said.add("interrupted");
                }
            }
        }));
        real.execute(() -> agents.ask("deaf", LOST, recorder));
        assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
        Thread closing = Thread.ofVirtual().start(() -> {
            agents.close();
            real.close();
        });
        assertThat(closing.join(Duration.ofSeconds(20))).as("the close returns").isTrue();
        released.countDown();
    }
}
