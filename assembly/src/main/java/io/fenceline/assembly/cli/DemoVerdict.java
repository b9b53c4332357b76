package io.fenceline.assembly.cli;

import io.fenceline.api.host.Failover;
import io.fenceline.assembly.demo.DemoResult;
import io.fenceline.assembly.demo.DemoSpec;
import io.fenceline.assembly.failovers.Story;
import java.util.ArrayList;
import java.util.List;

/** What all plays together have shown. */
final class DemoVerdict {
    private final Shell shell;
    private final boolean json;
    private final boolean whole;
    private final List<DemoResult> results = new ArrayList<>();

    /** A whole story has a play in which a write is meant to be lost. */
    DemoVerdict(Shell shell, boolean json, boolean whole) {
        this.shell = shell;
        this.json = json;
        this.whole = whole;
    }

    void begin(DemoSpec spec) {
        if (!json) {
            shell.say(shell
                    .strong("A write gets stuck, its path is lost, a newer write follows: which of them is on the medium in the end?"));
            shell.say(shell.faint("One target with two ports, one host with two paths, real NVMe/TCP on the loopback. KATO "
                    + Figures.time(spec.keepAlive().toNanos()) + ", CQT " + Figures.time(spec.quiesce().toNanos())
                    + ". The target's late write guard is off."));
        }
    }

    void add(DemoResult result) {
        results.add(result);
    }

    /** Says it; gives the exit code. */
    int end() {
        int code = code();
        if (json) {
            return code;
        }
        if (results.size() > 1) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("  recovery", "data", "stuck write", "noticed → sent again", "proof"));
            for (DemoResult result : results) {
                Story story = result.story();
                Failover host = story == null ? null : story.host();
                Failover.Proof proof = host == null ? null : host.proof();
                rows.add(List.of("  " + result.spec().recovery(), switch (result.outcome()) {
                    case LOST -> "LOST";
                    case NOTHING_LOST -> "nothing lost";
                    case NOT_PLAYED -> "not played";
                }, result.acknowledged() ? Figures.time(result.waitedNs()) : "–",
                        host != null && host.at(Failover.Kind.FIRST_RETRY) >= 0 ? Figures.time(host.recoveryNs()) : "–",
                        proof == null ? "–" : proof.label()));
            }
            shell.say("");
            shell.say(Table.of(rows));
        }
        shell.say("");
        shell.say(switch (code) {
            case Exit.OK -> shell.good(whole
                    ? "As it should be: without recovery the newer write is lost, with either recovery nothing is."
                    : "As it should be.");
            case Exit.FAILED -> shell.bad(whole ? "NOT as it should be: data was lost." : "Data was lost.");
            default -> shell.bad("Not brought to its end; this proves nothing.");
        });
        return code;
    }

    private int code() {
        boolean lost = results.stream().anyMatch(r -> r.outcome() == DemoResult.Outcome.LOST && !(whole && r.spec().losesWrites()));
        return lost ? Exit.FAILED : results.stream().allMatch(DemoResult::isAsItShould) ? Exit.OK : Exit.NOT_PLAYED;
    }
}
