package io.fenceline.assembly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.assembly.failovers.Half;
import io.fenceline.assembly.failovers.Story;
import io.fenceline.assembly.failovers.Told;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Failovers as persons and machines read them. */
final class FailoverListTest {
    private static final long CIRN = 0xFEDC_BA98_7654_3210L;

    private final StringWriter out = new StringWriter();

    private FailoverList list(int count, String targetClock) {
        List<Half> halves = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            halves.add(new Half.OfHost("here", Told.host(5, i, CIRN, 1000L * i)));
            halves.add(new Half.OfTarget(targetClock, Told.target(5, i, CIRN, 77)));
        }
        List<Story> stories = Story.join(halves);
        return new FailoverList(new Shell(new PrintWriter(out), new PrintWriter(out), false, () -> {
            throw new AssertionError("nothing plugs in here");
        }), stories, 0, stories.size());
    }

    @Test
    void theTableTellsBothHalvesOfEach() {
        list(2, "here").text(false);
        List<String> lines = out.toString().lines().toList();
        assertThat(lines.get(0)).matches("# +when +path +cause +held +proof +held for +sent again +at the target +subsystem");
        assertThat(lines.get(1)).contains("tcp://[::1]:4420", "keep-alive", "cross-controller-reset", "1.00 ms",
                "2 running, silent after 300 µs", Told.host(1, 1, 1, 1).subsystem().value());
        assertThat(lines).anyMatch(l -> l.startsWith("keep-alive, proof cross-controller-reset  2 failovers"));
        assertThat(lines.getLast()).matches("  p50 1.00 ms  +p90 2.00 ms +p99 2.00 ms +max 2.00 ms");
    }

    @Test
    void manyMakeAPicture() {
        list(6, "here").text(false);
        assertThat(out.toString()).contains("█", " %");
    }

    @Test
    void theTimelineHasBothEndsAndSaysWhenTheirClocksDiffer() {
        list(1, "there").text(true);
        assertThat(out.toString()).containsSubsequence("−600.00 ms  host ▸     last answer", "0.00 ms  host ▸     loss noticed: FENCING",
                "◂ target  the target gives the association up  another controller was asked to reset it; 2 in back ends",
                "+0.10 ms  host ▸     Cross-Controller Reset sent  through controller 2", "◂ target  reset done", "host ▸     FENCED",
                "different clocks");
    }

    @Test
    void machinesGetTheSame() {
        list(1, "here").json();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).startsWith("{\"event\":\"failover\",\"number\":1,").contains(
                "\"ciu\":\"01\",\"cirn\":\"fedcba9876543210\"",
                "\"cause\":\"keep-alive\"", "\"proof\":\"cross-controller-reset\"", "\"held\":5,\"heldWrites\":3",
                "\"noticedAfterMs\":600.0",
                "\"recoveryMs\":1.0", "\"target\":{\"why\":\"another controller was asked to reset it\",\"running\":2,\"drainMs\":0.3,",
                "{\"offsetMs\":0.1,\"side\":\"host\",\"kind\":\"reset-sent\",\"note\":\"through controller 2\"}");
        assertThat(lines.getLast()).startsWith("{\"event\":\"summary\",\"failovers\":1,").contains("\"count\":1,\"p50Ms\":1.0");
    }
}
