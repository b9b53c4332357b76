package io.fenceline.assembly.cli;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.api.host.HostOptions;
import io.fenceline.spi.policy.FailureFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Which timer fires when after a path is lost.
 *
 * @param options the host's
 * @param quiesce CQT; zero: not reported, and what the options say is assumed
 * @param trafficBased TBKAS
 * @param patience of the recovery policy: after which another source is asked too
 */
record RecoveryTimes(HostOptions options, Duration quiesce, boolean trafficBased, Duration patience) {
    private static final long NS_PER_MS = 1_000_000L;

    /**
     * A time.
     *
     * @param what happens
     * @param leastMs the earliest, in milliseconds; -1: never
     * @param mostMs the latest; the same when it is exact
     * @param from what it is counted from
     * @param then what comes of it
     */
    record Row(String what, long leastMs, long mostMs, String from, String then) {
        String when() {
            return leastMs < 0 ? "never" : leastMs == mostMs ? spell(mostMs) : spell(leastMs) + " to " + spell(mostMs);
        }

        private static String spell(long ms) {
            return ms == 0 ? "at once" : ms % 1000 == 0 ? ms / 1000 + " s" : ms + " ms";
        }
    }

    /** The patience of a policy, by its option of that name. */
    static Duration patience(OptionSchema schema) {
        return schema.options().stream().filter(option -> option.key().equals("patience")).findFirst()
                .map(option -> Duration.ofMillis(Options.parseMillis(option.fallback()))).orElse(Duration.ZERO);
    }

    /** The time that the fence demands, from the last byte; -1: without end. */
    long holdMs() {
        Duration assumed = quiesce.isZero() ? options.quiesceTime() : quiesce;
        FailureFacts facts = new FailureFacts(0, 1, "keep-alive", 0, 0, options.keepAlive().toNanos(), trafficBased, assumed.toNanos(),
                !quiesce.isZero(), 1, true, List.of(), List.of(), List.of());
        return facts.silentNs() == Long.MAX_VALUE ? -1 : facts.silentNs() / NS_PER_MS;
    }

    /** All, by the course of events. */
    List<Row> rows() {
        long kato = options.keepAlive().toMillis();
        long command = options.commandTimeout().toMillis();
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("host: a connection is reset", 0, 0, "the reset", "FENCING"));
        // A keep alive is sent within half of KATO, and waited for as long as KATO.
        rows.add(kato == 0
                ? new Row("host: keep alive without an answer", -1, -1, "–", "a silent path shows by commands only")
                : new Row("host: keep alive without an answer", trafficBased ? kato + kato / 4 : kato, kato + kato / 2,
                        "the last answer", "FENCING"));
        rows.add(new Row("host: command without an answer", command, command, "its sending", "Abort"));
        rows.add(new Row("host: abort without an end", command + options.abortTimeout().toMillis(),
                command + options.abortTimeout().toMillis(), "the sending of the command", "FENCING"));
        rows.add(new Row("host: Cross-Controller Reset", 0, 0, "FENCING, when nothing leaves this end any more",
                "FENCED when the target has proved it: milliseconds, or until the last command is out of its back end"));
        rows.add(new Row("host: next source", patience.toMillis(), patience.toMillis(), "the sending of the reset",
                "another controller is asked too"));
        rows.add(kato == 0
                ? new Row("target: nothing comes for KATO", -1, -1, "–", "–")
                : new Row("target: nothing comes for KATO", kato, trafficBased ? 2 * kato : kato, "the last command that arrived",
                        "the association is given up, its commands are cancelled"));
        rows.add(quiesce.isZero()
                ? new Row("target: CQT", -1, -1, "–", "no promise; the host assumes " + options.quiesceTime().toMillis() + " ms")
                : new Row("target: CQT", quiesce.toMillis(), quiesce.toMillis(), "the loss as the target noticed it",
                        "nothing of the association is executed any more"));
        rows.add(new Row("host: hold by time", holdMs(), holdMs(), "the last byte that may have left",
                holdMs() < 0 ? "only a reset or an agent ends the hold" : "FENCED without any reset"));
        rows.add(new Row("host: reconnect", options.reconnectDelay().toMillis(), options.reconnectDelayMax().toMillis(), "FENCED",
                "the path is tried again and again"));
        return rows;
    }
}
