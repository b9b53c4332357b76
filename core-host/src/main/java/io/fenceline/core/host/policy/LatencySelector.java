package io.fenceline.core.host.policy;

import io.fenceline.spi.policy.PathCandidates;
import io.fenceline.spi.policy.PathSelector;

/**
 * See {@link LatencySelectorProvider}. What it remembers of a path is in plain fields: a race between lanes costs a probe more or
 * less. Nothing is allocated but when a controller is seen for the first time.
 */
final class LatencySelector implements PathSelector {
    /** What is kept of controllers that are not among the candidates, beyond as many again as there are. */
    private static final int SPARE = 8;

    private final int factor;
    private final long ejectAboveNs;
    private final long stallAboveNs;
    private final long intervalNs;
    private final int probeCommands;
    private final Turns turns = new Turns();
    private PathMemory[] memories = new PathMemory[0];

    /** What is remembered of a controller. */
    private static final class PathMemory {
        final int controller;
        boolean ejected;
        /** When it may be probed next, how many commands are left of this probe, how many it has in all. */
        long probeAtNs;
        int left;
        int burst;
        /** Its latency when it was probed last: less now means that it recovers. */
        long probedLatencyNs;

        PathMemory(int controller, long probeAtNs) {
            this.controller = controller;
            this.probeAtNs = probeAtNs;
        }
    }

    LatencySelector(int factor, long ejectAboveNs, long stallAboveNs, long intervalNs, int probeCommands) {
        this.factor = factor;
        this.ejectAboveNs = ejectAboveNs;
        this.stallAboveNs = stallAboveNs;
        this.intervalNs = intervalNs;
        this.probeCommands = probeCommands;
    }

    @Override
    public int select(PathCandidates candidates) {
        int size = candidates.size();
        if (size == 1) {
            return 0;
        }
        long stallNs = stallNs(candidates, size);
        long bestNs = leastLatency(candidates, size, stallNs);
        long nowNs = candidates.nowNs();
        int lane = candidates.lane();
        int index = turns.get(lane) % size;
        int chosen = -1;
        long least = Long.MAX_VALUE;
        int refuge = index;
        long leastOfAll = Long.MAX_VALUE;
        for (int i = 0; i < size; i++) {
            long latencyNs = candidates.latencyNs(index);
            long oldestNs = candidates.oldestNs(index);
            boolean stalled = oldestNs > stallNs;
            PathMemory memory = memory(candidates.controller(index), index, size, nowNs);
            boolean in = takesPart(memory, latencyNs, stalled, bestNs, nowNs);
            if (!stalled && probes(memory, latencyNs, nowNs)) {
                return index;
            }
            // What was never answered counts as good as the best, so that it gets its share and becomes known.
            long waitNs = (latencyNs == 0 ? bestNs : latencyNs) * (candidates.inFlight(index) + 1L);
            // Those that are equal but for an eighth take turns: less is chance, and one path alone would get everything.
            if (in && waitNs < least - (least >> 3)) {
                least = waitNs;
                chosen = index;
            }
            if (Math.max(waitNs, oldestNs) < leastOfAll) {
                leastOfAll = Math.max(waitNs, oldestNs);
                refuge = index;
            }
            index = index + 1 == size ? 0 : index + 1;
        }
        // When all limp, the least bad of them is still better than none.
        int taken = chosen >= 0 ? chosen : refuge;
        turns.set(lane, taken + 1);
        used(memory(candidates.controller(taken), taken, size, nowNs), candidates.latencyNs(taken), nowNs);
        return taken;
    }

    /** How old the oldest command of a path may be: as old as a factor of what others have, or take. */
    private long stallNs(PathCandidates candidates, int size) {
        long youngest = Long.MAX_VALUE;
        long latency = Long.MAX_VALUE;
        for (int i = 0; i < size; i++) {
            youngest = Math.min(youngest, candidates.oldestNs(i));
            if (candidates.latencyNs(i) > 0) {
                latency = Math.min(latency, candidates.latencyNs(i));
            }
        }
        return Math.max(stallAboveNs, factor * Math.max(youngest, latency == Long.MAX_VALUE ? 0 : latency));
    }

    /** The least latency of a path that does not hang: one that hangs answers nothing, and its old latency says nothing. */
    private static long leastLatency(PathCandidates candidates, int size, long stallNs) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < size; i++) {
            long latencyNs = candidates.latencyNs(i);
            if (latencyNs > 0 && latencyNs < least && candidates.oldestNs(i) <= stallNs) {
                least = latencyNs;
            }
        }
        return least == Long.MAX_VALUE ? 1 : least;
    }

    /** Whether a path takes part; ejects it, or lets it in again. It comes in at half of what it goes out at. */
    private boolean takesPart(PathMemory memory, long latencyNs, boolean stalled, long bestNs, long nowNs) {
        long limitNs = Math.max(ejectAboveNs, factor * bestNs);
        if (!memory.ejected) {
            if (!stalled && latencyNs <= limitNs) {
                return true;
            }
            memory.ejected = true;
            rest(memory, latencyNs, nowNs);
            return false;
        }
        if (!stalled && latencyNs <= limitNs / 2) {
            memory.ejected = false;
            return true;
        }
        return false;
    }

    /**
     * Whether the next command is for finding out how long the path takes now: an ejected one, or one that is never chosen, because
     * its latency is worth nothing when no command tells.
     */
    private boolean probes(PathMemory memory, long latencyNs, long nowNs) {
        if (memory.left > 0) {
            memory.left--;
            return true;
        }
        if (nowNs - memory.probeAtNs < 0) {
            return false;
        }
        boolean recovers = latencyNs < memory.probedLatencyNs;
        memory.burst = recovers ? Math.min(probeCommands, Math.max(1, memory.burst * 2)) : 1;
        memory.left = memory.burst - 1;
        memory.probedLatencyNs = latencyNs;
        memory.probeAtNs = nowNs + intervalNs;
        return true;
    }

    /** A path that is chosen needs no probe. Written some times in an interval only: lanes share the memory. */
    private void used(PathMemory memory, long latencyNs, long nowNs) {
        if (!memory.ejected && nowNs + intervalNs - memory.probeAtNs > intervalNs / 8) {
            rest(memory, latencyNs, nowNs);
        }
    }

    private void rest(PathMemory memory, long latencyNs, long nowNs) {
        memory.left = 0;
        memory.burst = 0;
        memory.probedLatencyNs = latencyNs;
        memory.probeAtNs = nowNs + intervalNs;
    }

    private PathMemory memory(int controller, int hint, int size, long nowNs) {
        PathMemory[] known = memories;
        if (hint < known.length && known[hint].controller == controller) {
            return known[hint];
        }
        for (PathMemory memory : known) {
            if (memory.controller == controller) {
                return memory;
            }
        }
        return remember(controller, hint, size, nowNs, known);
    }

    /** Puts a new controller where its index is, and forgets those that were pushed out longest ago. */
    private PathMemory remember(int controller, int hint, int size, long nowNs, PathMemory[] known) {
        int at = Math.min(hint, known.length);
        PathMemory[] more = new PathMemory[Math.min(known.length + 1, 2 * size + SPARE)];
        PathMemory fresh = new PathMemory(controller, nowNs + intervalNs);
        for (int i = 0; i < more.length; i++) {
            more[i] = i < at ? known[i] : i == at ? fresh : known[i - 1];
        }
        memories = more;
        return fresh;
    }
}
