package io.fenceline.bench.suite;

import io.fenceline.api.host.FencingOptions;
import io.fenceline.api.host.HostOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is lost, under which load, and how the host recovers.
 *
 * @param policy recovery policy
 * @param subsystems how many; each has two paths, and the first of all of them is lost at once
 * @param namespaces of each subsystem
 * @param writes under way in each namespace
 * @param reads under way in each namespace
 * @param rounds how often the paths are lost
 * @param warmUp rounds before those, which do not count
 */
record RecoveryScenario(String policy, int subsystems, int namespaces, int writes, int reads, int rounds, int warmUp) {
    /** KATO of the hold by time: as short as may be, so that the comparison is a kind one. */
    static final Duration SHORT_KATO = Duration.ofMillis(500);
    /** CQT of the hold by time, as short; the target promises more where a busy machine may make it break its promise. */
    static final int SHORT_CQT_MS = 100;
    /** CQT otherwise. */
    static final int CQT_MS = 10_000;

    /** What the profile measures, the default policy and the two that it is compared with, in turn. */
    static List<RecoveryScenario> all(boolean full) {
        List<RecoveryScenario> all = new ArrayList<>();
        for (String policy : List.of("ccr-then-time", "none", "time")) {
            boolean time = policy.equals("time");
            all.add(new RecoveryScenario(policy, 1, 1, 64, 16, time ? (full ? 10 : 5) : 200, time ? 0 : 20));
            all.add(new RecoveryScenario(policy, 1, 100, 1, 1, time ? 3 : (full ? 100 : 20), time ? 0 : 10));
            all.add(new RecoveryScenario(policy, 100, 1, 1, 1, time ? 1 : (full ? 20 : 10), time ? 0 : 5));
            if (full) {
                all.add(new RecoveryScenario(policy, 100, 1, 64, 16, time ? 1 : 10, time ? 0 : 5));
            }
        }
        return all;
    }

    /** The same with so many rounds; 0: as it is. */
    RecoveryScenario rounds(int count) {
        return count == 0 ? this : new RecoveryScenario(policy, subsystems, namespaces, writes, reads, count, Math.min(warmUp, count));
    }

    /** How many controllers are lost in a round. */
    int failoversPerRound() {
        return subsystems;
    }

    int cqtMs() {
        return policy.equals("time") ? SHORT_CQT_MS : CQT_MS;
    }

    HostOptions options() {
        HostOptions options = HostOptions.DEFAULTS.change().recovery(policy).ioQueues(1).queueSize(256)
                .reconnectDelay(Duration.ofMillis(20)).reconnectDelayMax(Duration.ofMillis(200)).fencing(FencingOptions.DEFAULTS).build();
        return policy.equals("time") ? options.change().keepAlive(SHORT_KATO).build() : options;
    }

    /** What is lost, for people. */
    String what() {
        String load = writes + " writes and " + reads + " reads";
        if (subsystems == 1 && namespaces == 1) {
            return "1 controller, " + load + " under way";
        }
        if (subsystems == 1) {
            return "1 controller with " + namespaces + " namespaces, " + load + " in each";
        }
        return subsystems + " controllers of " + subsystems + " subsystems, " + load + " in each";
    }

    @Override
    public String toString() {
        return policy + ", " + what();
    }
}
