package io.fenceline.core.host.engine.path;

import io.fenceline.core.host.engine.queue.QueueSet;
import io.fenceline.spi.policy.PathCandidates;
import io.fenceline.spi.policy.PathSelector;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The paths of a namespace at one moment. Immutable; the control path makes a new one for every change, and the data path
 * reads it without asking.
 */
final class PathTable {
    /** What becomes of a command for which there is no path. */
    enum Hope {
        /** A path may come: it waits. */
        WAITING,
        /** None will come in time: it fails. */
        NONE,
        /** The namespace is there no more. */
        CLOSED
    }

    private final QueueSet[] usable;
    private final Lane[] lanes;
    private final Hope hope;

    PathTable(List<QueueSet> usable, Hope hope, int lanes, LongSupplier clock) {
        this.usable = usable.toArray(new QueueSet[0]);
        this.hope = hope;
        this.lanes = new Lane[usable.isEmpty() ? 0 : lanes];
        for (int i = 0; i < this.lanes.length; i++) {
            this.lanes[i] = new Lane(this.usable, i, clock);
        }
    }

    Hope hope() {
        return hope;
    }

    boolean isEmpty() {
        return usable.length == 0;
    }

    boolean contains(QueueSet set) {
        for (QueueSet each : usable) {
            if (each == set) {
                return true;
            }
        }
        return false;
    }

    @Nullable
    QueueSet choose(int lane, PathSelector selector, HeadCounters counters) {
        if (usable.length == 0) {
            return null;
        }
        // Asked even when there is no choice: a selector may have to know what was used last.
        int index;
        try {
            index = selector.select(lanes[lane % lanes.length]);
        } catch (RuntimeException e) {
            index = -1;
        }
        if (index < 0 || index >= usable.length) {
            counters.selectorMistakes.increment();
            return usable[0];
        }
        return usable[index];
    }

    /** The candidates as one lane sees them. */
    private static final class Lane implements PathCandidates {
        private final QueueSet[] sets;
        private final int lane;
        private final LongSupplier clock;

        Lane(QueueSet[] sets, int lane, LongSupplier clock) {
            this.sets = sets;
            this.lane = lane;
            this.clock = clock;
        }

        @Override
        public int lane() {
            return lane;
        }

        @Override
        public int size() {
            return sets.length;
        }

        @Override
        public int controller(int index) {
            return sets[index].controller();
        }

        @Override
        public int inFlight(int index) {
            return sets[index].active();
        }

        @Override
        public long latencyNs(int index) {
            return sets[index].queue(lane).latency().averageNs();
        }

        @Override
        public long oldestNs(int index) {
            return sets[index].queue(lane).oldestNs();
        }

        @Override
        public int rank(int index) {
            return sets[index].rank();
        }

        @Override
        public long nowNs() {
            return clock.getAsLong();
        }
    }
}
