package io.fenceline.tck.policy;

import io.fenceline.spi.policy.PathCandidates;
import java.util.ArrayList;
import java.util.List;

/** Paths whose numbers a test sets. One thread. */
public final class PathTable implements PathCandidates {
    private final List<Path> paths = new ArrayList<>();
    private int lane;
    private long nowNs;

    /** One path. */
    public static final class Path {
        private final int controller;
        private final int rank;
        private int inFlight;
        private long latencyNs;
        private long oldestNs;

        private Path(int controller, int rank) {
            this.controller = controller;
            this.rank = rank;
        }

        /**
         * Sets how many commands it has.
         *
         * @param commands 0 or more
         * @return this
         */
        public Path inFlight(int commands) {
            inFlight = commands;
            return this;
        }

        /**
         * Sets how long its commands take.
         *
         * @param ns nanoseconds; 0: not known
         * @return this
         */
        public Path latencyNs(long ns) {
            latencyNs = ns;
            return this;
        }

        /**
         * Sets the age of its oldest command.
         *
         * @param ns nanoseconds; 0: there is none
         * @return this
         */
        public Path oldestNs(long ns) {
            oldestNs = ns;
            return this;
        }

        /**
         * Its latency.
         *
         * @return nanoseconds
         */
        public long latencyNs() {
            return latencyNs;
        }

        /** Commands it has been given and has not answered: one more. */
        public void submit() {
            inFlight++;
        }

        /**
         * Answers its oldest command, and counts the answer in its latency as a host does.
         *
         * @param tookNs how long that took
         */
        public void answer(long tookNs) {
            inFlight--;
            latencyNs = latencyNs == 0 ? tookNs : latencyNs + (tookNs - latencyNs) / 64;
        }
    }

    /** Without paths. */
    public PathTable() {
    }

    /**
     * Some paths with controllers and ranks 0, 1, 2, …
     *
     * @param count how many
     * @return a new table
     */
    public static PathTable of(int count) {
        PathTable table = new PathTable();
        for (int i = 0; i < count; i++) {
            table.add(i, i);
        }
        return table;
    }

    /**
     * Adds a path where its rank belongs.
     *
     * @param controller its number
     * @param rank its place in the user's order
     * @return the path
     */
    public Path add(int controller, int rank) {
        return add(new Path(controller, rank));
    }

    /**
     * Adds a path that was taken away.
     *
     * @param path as {@link #remove} gave it
     * @return the path
     */
    public Path add(Path path) {
        int at = 0;
        while (at < paths.size() && paths.get(at).rank <= path.rank) {
            at++;
        }
        paths.add(at, path);
        return path;
    }

    /**
     * Takes a path away.
     *
     * @param index 0 to size less one
     * @return the path
     */
    public Path remove(int index) {
        return paths.remove(index);
    }

    /**
     * A path.
     *
     * @param index 0 to size less one
     * @return the path
     */
    public Path path(int index) {
        return paths.get(index);
    }

    /**
     * Sets who asks.
     *
     * @param number 0 or more
     * @return this
     */
    public PathTable lane(int number) {
        lane = number;
        return this;
    }

    /**
     * Sets the time.
     *
     * @param ns any number
     * @return this
     */
    public PathTable nowNs(long ns) {
        nowNs = ns;
        return this;
    }

    /**
     * Lets time pass.
     *
     * @param ns nanoseconds
     */
    public void pass(long ns) {
        nowNs += ns;
    }

    @Override
    public int size() {
        return paths.size();
    }

    @Override
    public int controller(int index) {
        return paths.get(index).controller;
    }

    @Override
    public int inFlight(int index) {
        return paths.get(index).inFlight;
    }

    @Override
    public long latencyNs(int index) {
        return paths.get(index).latencyNs;
    }

    @Override
    public long oldestNs(int index) {
        return paths.get(index).oldestNs;
    }

    @Override
    public int rank(int index) {
        return paths.get(index).rank;
    }

    @Override
    public int lane() {
        return lane;
    }

    @Override
    public long nowNs() {
        return nowNs;
    }
}
