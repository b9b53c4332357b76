package io.fenceline.assembly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.Failover;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.HostEvent;
import io.fenceline.api.host.HostIdentity;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.target.View;
import io.fenceline.assembly.host.HostAssembly;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be asked of, and done to, a running target. */
@Timeout(60)
final class TargetConsoleTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private TargetConsole console(Served served, boolean json) {
        return new TargetConsole(new Shell(new PrintWriter(out), new PrintWriter(err), false, served::plugins), json, served.server());
    }

    @Test
    void aControllerThatIsMadeFatalIsFencedByResetAndToldByBothEnds() throws Exception {
        try (Served served = Served.memory(2); Host host = HostAssembly.open(served.plugins(), "test")) {
            CompletableFuture<Failover> over = new CompletableFuture<>();
            EventTail.of(host, (tail, event) -> {
                if (event instanceof HostEvent.FailedOver ended) {
                    over.complete(ended.failover());
                }
            });
            HostOptions options = HostOptions.DEFAULTS.change().reconnectDelay(Duration.ofMillis(20)).build();
            host.connect(new ConnectSpec(Nqn.of(Served.NQN), HostIdentity.of(UUID.randomUUID()), served.addresses(), options)).join();
            View.ControllerView victim = served.view().controllers().stream().filter(c -> c.ciu() != 0).findFirst().orElseThrow();

            TargetConsole console = console(served, true);
            console.obey("controllers");
            assertThat(out.toString()).startsWith("{\"event\":\"controllers\",\"controllers\":[{\"cntlid\":")
                    .contains("\"ciu\":\"%02x\",\"cirn\":\"%016x\"".formatted(victim.ciu(), victim.cirn()), "\"cqtMs\":10000",
                            "\"pendingResets\":0",
                            "\"oldestMs\":");
            console.obey("fail " + Served.NQN + " " + victim.cntlid());
            Failover failover = over.get(30, TimeUnit.SECONDS);
            assertThat(failover.cntlid()).isEqualTo(victim.cntlid());
            assertThat(failover.cirn()).isEqualTo(victim.cirn());

            out.getBuffer().setLength(0);
            console(served, false).obey("lost");
            assertThat(out.toString()).contains("%d".formatted(victim.cntlid()), "%016x".formatted(victim.cirn()), "yes");
            console(served, false).obey("subsystems");
            assertThat(out.toString()).contains("worst drain", Served.NQN, "10000 ms");
            assertThat(err.toString()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"what", "controllers now", "fail", "fail a", "fail a 1", "fail nqn.2026-01.org.example:a 0",
            "fail nqn.2026-01.org.example:a x", "fail nqn.2026-01.org.example:none 1"})
    void aWrongLineIsAnsweredInOneAndChangesNothing(String line) {
        try (Served served = Served.memory(1)) {
            console(served, false).obey(line);
            assertThat(out.toString()).isEmpty();
            assertThat(err.toString().strip()).startsWith("fenceline: ").doesNotContain("\n").isNotEqualTo("fenceline: null");
        }
    }

    @Test
    void linesAreFollowedToTheirEnd() throws Exception {
        try (Served served = Served.memory(1)) {
            CompletableFuture<Void> read = new CompletableFuture<>();
            console(served, false).follow(new BufferedReader(new StringReader("\n  subsystems  \nlost\n")) {
                @Override
                public String readLine() throws java.io.IOException {
                    String line = super.readLine();
                    if (line == null) {
                        read.complete(null);
                    }
                    return line;
                }
            });
            read.get(30, TimeUnit.SECONDS);
            assertThat(out.toString().lines().map(l -> l.split(" ")[0])).containsAll(List.of("subsystem", "cntlid"));
        }
    }
}
