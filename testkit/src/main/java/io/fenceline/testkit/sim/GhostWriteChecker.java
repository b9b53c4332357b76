package io.fenceline.testkit.sim;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: knows which values each block may have, and judges every read. Any thread; no clock and no I/O of its own.
 *
 * <p>For every write: {@link #onIssued} before it is submitted, {@link Write#stamp} to fill its memory, and at its end one of
 * {@link Write#onAcknowledged}, {@link Write#onUnknown} and {@link Write#onNotExecuted}. For every read: {@link #onRead} before it is
 * submitted, and at its end {@link Read#check} or {@link Read#onFailed}.
 *
 * <p>A write is <em>over</em> when it was acknowledged, or reported with an unknown outcome; it is <em>confirmed</em> when it was
 * acknowledged, or a read has returned it. The rule: once a write is confirmed, a read that begins later returns no write that was over
 * before the confirmed one was issued. Writes that overlap in time have no order; either may be seen, more than once, since a host may
 * repeat a write whose answer it lost. What was reported with an unknown outcome holds the same host's later writes to this order, but
 * not another host's: nobody has told the other that it must wait.
 */
public final class GhostWriteChecker {
    /** How many findings are kept; more are only counted. */
    public static final int MAX_FINDINGS = 100;
    /** Superseded writes of a block that are remembered for the sake of reports. */
    static final int REMEMBERED = 8;
    /** Writes of one block that are remembered while a read of it is under way; a read that is slower than that is not judged. */
    static final int MAX_HISTORY = 65_536;

    private final int blockSize;
    private final long run;
    private final boolean zeroAtFirst;
    private final LongSupplier clock;
    /** Orders what happens; nanoseconds are too coarse for that. */
    private final AtomicLong sequence = new AtomicLong();
    private final AtomicLong generations = new AtomicLong();
    private final AtomicLong judged = new AtomicLong();
    private final AtomicLong unjudged = new AtomicLong();
    private final AtomicLong found = new AtomicLong();
    private final Map<Long, BlockHistory> blocks = new ConcurrentHashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    /**
     * Makes one.
     *
     * @param blockSize bytes of a block, a multiple of 8, 64 or more
     * @param run a number that no other run on the same blocks has
     * @param zeroAtFirst whether all blocks are zero now; false: they have any contents that are not of this run
     * @param clock nanoseconds, for reports
     */
    public GhostWriteChecker(int blockSize, long run, boolean zeroAtFirst, LongSupplier clock) {
        if (blockSize < Stamp.LEAST_BLOCK || blockSize % 8 != 0) {
            throw new IllegalArgumentException("blockSize " + blockSize + ": a multiple of 8, 64 or more, is wanted");
        }
        this.blockSize = blockSize;
        this.run = run;
        this.zeroAtFirst = zeroAtFirst;
        this.clock = clock;
    }

    /** What is known of a write. */
    enum State {
        OUTSTANDING, ACKNOWLEDGED, UNKNOWN, NOT_EXECUTED
    }

    /** A write: one command, or one call. The methods that end it are called once, one of them. */
    public final class Write {
        final long generation;
        final int host;
        final int lane;
        final long lba;
        final int count;
        /** Zeroes rather than stamps. */
        final boolean zeroes;
        final long issued;
        final long issuedNs;
        volatile State state = State.OUTSTANDING;
        volatile long over = Long.MAX_VALUE;
        volatile long overNs;

        private Write(int host, int lane, long lba, int count, boolean zeroes) {
            this.host = host;
            this.lane = lane;
            this.lba = lba;
            this.count = count;
            this.zeroes = zeroes;
            generation = generations.incrementAndGet();
            issuedNs = clock.getAsLong();
            issued = sequence.incrementAndGet();
        }

        /**
         * Which write of the run it is.
         *
         * @return from 1
         */
        public long generation() {
            return generation;
        }

        /**
         * Fills the memory of the write.
         *
         * @param memory as many blocks as it was issued for
         */
        public void stamp(MemorySegment memory) {
            requireLength(memory.byteSize(), count);
            for (int i = 0; i < count; i++) {
                stampOf(lba + i).write(memory.asSlice((long) i * blockSize, blockSize));
            }
        }

        /**
         * Fills the memory of the write.
         *
         * @param memory as many blocks between position and limit as it was issued for; the position stays
         */
        public void stamp(ByteBuffer memory) {
            stamp(MemorySegment.ofBuffer(memory));
        }

        /** It has ended well. */
        public void onAcknowledged() {
            end(State.ACKNOWLEDGED);
            for (int i = 0; i < count; i++) {
                history(lba + i).confirm(this, sequence, false);
            }
        }

        /** It has failed, and may have been executed; by the contract of the host nothing of it happens after a later write has ended. */
        public void onUnknown() {
            end(State.UNKNOWN);
        }

        /** It has failed, and was and will not be executed. */
        public void onNotExecuted() {
            end(State.NOT_EXECUTED);
        }

        private void end(State how) {
            if (state != State.OUTSTANDING) {
                throw new IllegalStateException("write " + generation + " has ended already: " + state + ", and now " + how);
            }
            overNs = clock.getAsLong();
            state = how;
            over = sequence.incrementAndGet();
        }

        Stamp stampOf(long at) {
            return new Stamp(run, generation, at, issuedNs, host, lane);
        }

        /** As reports call it. */
        @Override
        public String toString() {
            return "generation " + generation + (zeroes ? " (zeroes)" : "") + " of host " + host + " lane " + lane + ", issued at "
                    + issuedNs
                    + " ns, " + switch (state) {
                        case OUTSTANDING -> "not ended yet";
                        case ACKNOWLEDGED -> "acknowledged at " + overNs + " ns";
                        case UNKNOWN -> "ended with unknown outcome at " + overNs + " ns";
                        case NOT_EXECUTED -> "said at " + overNs + " ns not to have been executed";
                    };
        }
    }

    /** A read under way. One of its methods is called, once. */
    public final class Read {
        private final long lba;
        private final int count;
        private final long begun;
        private boolean ended;

        private Read(long lba, int count) {
            this.lba = lba;
            this.count = count;
            for (int i = 0; i < count; i++) {
                history(lba + i).readBegins();
            }
            begun = sequence.incrementAndGet();
        }

        /**
         * Judges what was read.
         *
         * @param memory as many blocks as it was begun for
         * @return what is wrong, which is also kept in {@link GhostWriteChecker#findings}; empty: nothing
         */
        public List<Finding> check(MemorySegment memory) {
            requireLength(memory.byteSize(), count);
            end();
            List<Finding> wrong = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long at = lba + i;
                Finding finding = judge(at, memory.asSlice((long) i * blockSize, blockSize), begun);
                if (finding != null) {
                    wrong.add(finding);
                }
                history(at).readEnds();
            }
            keep(wrong);
            return wrong;
        }

        /**
         * Judges what was read.
         *
         * @param memory as many blocks between position and limit as it was begun for; the position stays
         * @return what is wrong; empty: nothing
         */
        public List<Finding> check(ByteBuffer memory) {
            return check(MemorySegment.ofBuffer(memory));
        }

        /** It has failed: there is nothing to judge. */
        public void onFailed() {
            end();
            for (int i = 0; i < count; i++) {
                history(lba + i).readEnds();
            }
        }

        private void end() {
            if (ended) {
                throw new IllegalStateException("the read of " + count + " blocks at " + lba + " has ended already");
            }
            ended = true;
        }
    }

    /**
     * A write is about to be submitted.
     *
     * @param host who
     * @param lane which path or lane of the host, for reports
     * @param lba first block
     * @param count blocks, 1 or more
     * @return the write
     */
    public Write onIssued(int host, int lane, long lba, int count) {
        return issue(new Write(host, lane, lba, count, false));
    }

    /**
     * A write of zeroes is about to be submitted, or a deallocation after which blocks read as zeroes.
     *
     * @param host who
     * @param lane which path or lane of the host, for reports
     * @param lba first block
     * @param count blocks, 1 or more
     * @return the write
     */
    public Write onZeroesIssued(int host, int lane, long lba, int count) {
        return issue(new Write(host, lane, lba, count, true));
    }

    private Write issue(Write write) {
        for (int i = 0; i < write.count; i++) {
            history(write.lba + i).issued(write);
        }
        return write;
    }

    /**
     * A read is about to be submitted.
     *
     * @param lba first block
     * @param count blocks, 1 or more
     * @return the read
     */
    public Read onRead(long lba, int count) {
        return new Read(lba, count);
    }

    /**
     * What was wrong so far.
     *
     * @return the first {@link #MAX_FINDINGS}, a copy
     */
    public List<Finding> findings() {
        synchronized (findings) {
            return List.copyOf(findings);
        }
    }

    /**
     * How many findings there were.
     *
     * @return also those that were not kept
     */
    public long found() {
        return found.get();
    }

    /**
     * How many blocks have been judged.
     *
     * @return blocks of all reads
     */
    public long judged() {
        return judged.get();
    }

    /**
     * How many blocks could not be judged, since their read was slower than {@link #MAX_HISTORY} writes of the block.
     *
     * @return blocks of all reads
     */
    public long unjudged() {
        return unjudged.get();
    }

    /**
     * How many writes have been issued.
     *
     * @return the greatest generation
     */
    public long written() {
        return generations.get();
    }

    private BlockHistory history(long lba) {
        return blocks.computeIfAbsent(lba, BlockHistory::new);
    }

    private void requireLength(long bytes, int count) {
        if (bytes != (long) count * blockSize) {
            throw new IllegalArgumentException(bytes + " bytes of memory: " + count + " blocks of " + blockSize + " bytes are wanted");
        }
    }

    private void keep(List<Finding> wrong) {
        if (wrong.isEmpty()) {
            return;
        }
        found.addAndGet(wrong.size());
        synchronized (findings) {
            for (Finding finding : wrong) {
                if (findings.size() < MAX_FINDINGS) {
                    findings.add(finding);
                }
            }
        }
    }

    private @Nullable Finding judge(long lba, MemorySegment block, long begun) {
        judged.incrementAndGet();
        BlockHistory history = history(lba);
        Stamp stamp = Stamp.head(block);
        if (stamp == null || stamp.run() != run) {
            return judgeUnstamped(lba, block, stamp, history, begun);
        }
        if (!Stamp.isWhole(block)) {
            return finding(Finding.Kind.TORN, lba, history.describeTorn(stamp, block));
        }
        if (stamp.lba() != lba) {
            return finding(Finding.Kind.MISPLACED, lba,
                    "holds what generation " + stamp.generation() + " of host " + stamp.host() + " lane "
                            + stamp.lane() + ", issued at " + stamp.atNs() + " ns, wrote to block " + stamp.lba());
        }
        return verdict(lba, history.seen(stamp.generation(), begun, sequence),
                "generation " + stamp.generation() + " of host " + stamp.host()
                        + " lane " + stamp.lane() + ", issued at " + stamp.atNs() + " ns");
    }

    private @Nullable Finding judgeUnstamped(long lba, MemorySegment block, @Nullable Stamp stamp, BlockHistory history, long begun) {
        boolean zero = stamp == null && Stamp.isZero(block);
        if (!zero) {
            String torn = history.describeTail(block);
            if (torn != null) {
                return finding(Finding.Kind.TORN, lba, torn);
            }
            if (zeroAtFirst || !history.initialMayBeSeen(begun)) {
                return finding(Finding.Kind.FOREIGN, lba, (stamp == null
                        ? "holds what was never stamped"
                        : "holds generation "
                                + stamp.generation() + " of host " + stamp.host() + " of another run, " + Long.toHexString(stamp.run()))
                        + "; wanted is " + history.newest());
            }
            return null;
        }
        return verdict(lba, history.seenZero(begun, sequence), "zeroes");
    }

    private @Nullable Finding verdict(long lba, BlockHistory.Verdict verdict, String what) {
        return switch (verdict.kind()) {
            case RIGHT -> null;
            case FORGOTTEN -> {
                unjudged.incrementAndGet();
                yield null;
            }
            case NEVER_ISSUED -> finding(Finding.Kind.FOREIGN, lba, "holds " + what + ", which was never issued for it");
            case NOT_EXECUTED -> finding(Finding.Kind.EXECUTED_AFTER_ALL, lba, "holds " + verdict.text());
            case OLD -> finding(Finding.Kind.LOST, lba, "holds " + orElse(verdict.text(), what) + "; wanted is " + verdict.newer());
            case OLD_AFTER_NEWER_WAS_SEEN -> finding(Finding.Kind.WENT_BACK, lba, "has come back to " + orElse(verdict.text(), what)
                    + "; a read has returned already " + verdict.newer());
        };
    }

    private static String orElse(String text, String other) {
        return text.isEmpty() ? other : text;
    }

    private Finding finding(Finding.Kind kind, long lba, String text) {
        long now = clock.getAsLong();
        return new Finding(kind, lba, now, text + "; read at " + now + " ns");
    }
}
