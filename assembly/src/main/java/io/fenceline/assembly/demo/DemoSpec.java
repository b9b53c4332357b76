package io.fenceline.assembly.demo;

import java.time.Duration;

/**
 * What is played.
 *
 * @param recovery the host's recovery policy
 * @param unsafe whether that policy may lose writes, so that it counts as shown when it does
 * @param fault how the write gets stuck
 * @param cut how the path is lost
 * @param keepAlive KATO
 * @param quiesce CQT of the target
 * @param warmUp how long all is well first
 * @param stuckFor how long after the detection the write is stuck, where nobody takes it back
 * @param watch how long the block is looked at afterwards
 */
public record DemoSpec(String recovery, boolean unsafe, Fault fault, Cut cut, Duration keepAlive, Duration quiesce, Duration warmUp,
        Duration stuckFor, Duration watch) {
    /** How a write gets stuck. */
    public enum Fault {
        /** It waits in a queue of the back end, which can still take it back. */
        STALLED,
        /** It is in the hands of the medium, and nobody can take it back: a thread stuck in the kernel, a disk that retries. */
        STUCK
    }

    /** How a path is lost. */
    public enum Cut {
        /** Nothing passes any more, and nobody is told: a cable, a switch, a firewall that forgot. */
        SILENCE,
        /** Its connections are reset, and both ends hear of it. */
        RESET
    }

    /**
     * Whether a newer write is expected to be lost.
     *
     * @return false where the policy holds, or the target can take the write back in time
     */
    public boolean losesWrites() {
        return unsafe && (fault == Fault.STUCK || cut == Cut.SILENCE);
    }
}
