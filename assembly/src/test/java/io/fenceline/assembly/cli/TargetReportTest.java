package io.fenceline.assembly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenceline.api.Nqn;
import io.fenceline.api.target.AssociationEnd;
import io.fenceline.assembly.plugin.Plugins;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a running target says of associations that were lost. */
final class TargetReportTest {
    private static final Nqn NQN = Nqn.of("nqn.2026-01.org.example:one");
    private static final Nqn HOST = Nqn.of("nqn.2026-01.org.example:alice");
    private static final long MS = 1_000_000;

    private final StringWriter out = new StringWriter();

    private TargetReport report(boolean json) {
        return new TargetReport(new Shell(new PrintWriter(out), new PrintWriter(out), false, Plugins::new), json);
    }

    private static AssociationEnd end(int cntlid, long silentNs, AssociationEnd.Reset... resets) {
        return new AssociationEnd(5, NQN, HOST, cntlid, 0x0A, 0x1234L, "queue 1 lost its connection", 100 * MS, 3, silentNs, 500,
                List.of(resets));
    }

    private String said() {
        String text = out.toString();
        out.getBuffer().setLength(0);
        return text;
    }

    @Test
    void lossIsOneLineAndItsEndAnother() {
        TargetReport report = report(false);
        report.losses(List.of());
        assertThat(said()).isEmpty();
        report.losses(List.of(end(7, -1)));
        assertThat(said()).isEqualTo("lost " + HOST + "  controller 7 CIU 0a CIRN 0000000000001234: queue 1 lost its connection; "
                + "3 commands in back ends, not silent yet\n");
        report.losses(List.of(end(7, -1)));
        assertThat(said()).isEmpty();
        report.losses(List.of(end(7, 112 * MS, new AssociationEnd.Reset(2, 101 * MS, 112 * MS, true)), end(8, 100 * MS)));
        assertThat(said().lines()).hasSize(2).first().asString()
                .endsWith("3 commands in back ends, silent after 12.0 ms, 1 reset asked for, 1 proved");
        report.losses(List.of(end(7, 112 * MS), end(8, 100 * MS)));
        assertThat(said()).isEmpty();
    }

    @Test
    void brokenPromiseIsSaid() {
        report(false).losses(List.of(end(7, 700 * MS)));
        assertThat(said()).contains("silent after 600.0 ms, though 500 ms (CQT) were promised");
    }

    @Test
    void machinesGetAnObject() {
        TargetReport report = report(true);
        report.losses(List.of(end(7, -1)));
        assertThat(said()).startsWith("{\"event\":\"loss\",\"atMs\":5,").contains("\"cntlid\":7", "\"ciu\":10",
                "\"cirn\":\"0000000000001234\"",
                "\"running\":3", "\"silent\":false", "\"cqtMs\":500");
        report.losses(List.of(end(7, 112 * MS)));
        assertThat(said()).contains("\"silent\":true,\"drainNs\":12000000,\"inTime\":true");
    }
}
