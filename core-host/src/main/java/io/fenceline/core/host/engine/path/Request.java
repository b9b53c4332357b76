package io.fenceline.core.host.engine.path;

import io.fenceline.api.host.HostException;
import io.fenceline.core.host.engine.queue.Command;
import io.fenceline.core.host.engine.queue.CommandOwner;
import io.fenceline.wire.NvmOpcode;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants of a namespace: one command, or several when it is too long for one. Used again and again; allocates only
 * when it needs more commands than ever before.
 */
public class Request implements CommandOwner {
    private static final VarHandle OPEN;

    static {
        try {
            OPEN = MethodHandles.lookup().findVarHandle(Request.class, "open", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Hears of the end. */
    @FunctionalInterface
    public interface End {
        /**
         * It has ended.
         *
         * @param request may be submitted anew
         */
        void onEnd(Request request);
    }

    /** Blocks that one command can name (NLB has 16 bits and is zeroes based). */
    static final int MAX_BLOCKS = 65_536;

    private final NamespaceHead head;
    private final int lane;
    private final End end;
    private Command[] commands;
    private int used;
    @SuppressWarnings("unused") // by OPEN
    private int open;
    private volatile boolean busy;

    private int opcode;
    private long lba;
    private long blocks;
    private boolean repeatable = true;
    private boolean raw;
    private boolean fused;
    private boolean split;
    private boolean modifies;
    private volatile long deadlineNs;
    private volatile boolean endWanted;
    private volatile boolean ghost;

    private volatile int status;
    private volatile long result;
    private volatile HostException.Outcome outcome = HostException.Outcome.NOT_EXECUTED;
    private volatile Reason reason = Reason.ANSWERED;

    /**
     * Makes one.
     *
     * @param head the namespace
     * @param lane whose loop
     * @param end hears of each end
     */
    public Request(NamespaceHead head, int lane, End end) {
        this.head = head;
        this.lane = Math.floorMod(lane, head.lanes());
        this.end = end;
        commands = new Command[]{new Command(this)};
    }

    // What is wanted.

    /** Nothing may be set while it is under way. */
    private void requireIdle() {
        if (busy) {
            throw new IllegalStateException("the request has not ended");
        }
    }

    private void begin(int wantedOpcode, long first, long count, boolean changes, boolean repeats) {
        requireIdle();
        opcode = wantedOpcode;
        lba = first;
        blocks = count;
        modifies = changes;
        repeatable = repeats;
        raw = false;
        fused = false;
        split = false;
        used = 0;
    }

    private Command next() {
        if (used == commands.length) {
            Command[] more = new Command[Math.max(4, used * 2)];
            System.arraycopy(commands, 0, more, 0, used);
            for (int i = used; i < more.length; i++) {
                more[i] = new Command(this);
            }
            commands = more;
        }
        Command command = commands[used];
        command.part = used++;
        command.nsid = head.nsid();
        command.cdw2 = 0;
        command.cdw3 = 0;
        command.second = null;
        command.first = null;
        return command;
    }

    /**
     * Read, Write, Compare.
     *
     * @param wantedOpcode which
     * @param first first logical block
     * @param memory whole blocks
     */
    public void transfer(int wantedOpcode, long first, MemorySegment memory) {
        int shift = head.blockShift();
        long bytes = memory.byteSize();
        if (bytes == 0 || (bytes & ((1L << shift) - 1)) != 0) {
            throw new IllegalArgumentException(bytes + " bytes: a multiple of the block size, " + (1 << shift) + ", is wanted");
        }
        if (!memory.isNative()) {
            throw new IllegalArgumentException("memory on the heap: native memory is wanted");
        }
        begin(wantedOpcode, first, bytes >> shift, wantedOpcode == NvmOpcode.WRITE, true);
        long most = Math.min(head.limits().maxTransferBytes(), (long) MAX_BLOCKS << shift) >> shift << shift;
        if (bytes <= most) {
            Command command = next();
            command.opcode = wantedOpcode;
            command.memory = memory;
            command.range(first, (int) (bytes >> shift) - 1);
            return;
        }
        for (long at = 0; at < bytes; at += most) {
            long length = Math.min(most, bytes - at);
            Command command = next();
            command.opcode = wantedOpcode;
            MemorySegment before = command.memory;
            if (before == null || before.address() != memory.address() + at || before.byteSize() != length
                    || !before.scope().equals(memory.scope())) {
                command.memory = memory.asSlice(at, length);
            }
            command.range(first + (at >> shift), (int) (length >> shift) - 1);
        }
        split = true;
    }

    /**
     * Write Zeroes, Verify: a range without data, split where it must be.
     *
     * @param wantedOpcode which
     * @param first first logical block
     * @param count how many
     * @param mostBytes of one command; 0: what one command can name
     * @param flags further bits of CDW12
     */
    public void range(int wantedOpcode, long first, long count, int mostBytes, int flags) {
        if (count < 1) {
            throw new IllegalArgumentException(count + " blocks: at least 1 is wanted");
        }
        begin(wantedOpcode, first, count, wantedOpcode == NvmOpcode.WRITE_ZEROES, true);
        long most = mostBytes == 0 ? MAX_BLOCKS : Math.clamp(mostBytes >> head.blockShift(), 1, MAX_BLOCKS);
        for (long at = 0; at < count; at += most) {
            Command command = next();
            command.opcode = wantedOpcode;
            command.memory = null;
            command.range(first + at, (int) (Math.min(most, count - at) - 1) | flags);
        }
        split = used > 1;
    }

    /** Flush. */
    public void flush() {
        begin(NvmOpcode.FLUSH, 0, 0, false, true);
        Command command = next();
        command.opcode = NvmOpcode.FLUSH;
        command.memory = null;
        command.range(0, 0);
    }

    /**
     * Any single command.
     *
     * @param wantedOpcode opcode
     * @param first of the blocks it changes
     * @param count of the blocks it changes; 0: none, or not known
     * @param changes whether it may change blocks
     * @param repeats whether it may be sent again after its path was lost
     * @param memory its data; null: none
     * @return to fill in CDW10 to CDW15
     */
    public Command single(int wantedOpcode, long first, long count, boolean changes, boolean repeats, @Nullable MemorySegment memory) {
        begin(wantedOpcode, first, count, changes, repeats);
        Command command = next();
        command.opcode = wantedOpcode;
        command.memory = memory;
        command.range(0, 0);
        return command;
    }

    /** The status of a single command is the caller's, whatever it is. */
    public void asIs() {
        raw = true;
    }

    /**
     * Compare and Write, fused.
     *
     * @param first first logical block
     * @param expected whole blocks
     * @param replacement as much again
     */
    public void compareAndWrite(long first, MemorySegment expected, MemorySegment replacement) {
        int shift = head.blockShift();
        begin(NvmOpcode.COMPARE, first, expected.byteSize() >> shift, true, false);
        Command compare = next();
        Command write = next();
        compare.opcode = NvmOpcode.COMPARE;
        compare.memory = expected;
        compare.range(first, (int) (expected.byteSize() >> shift) - 1);
        compare.second = write;
        write.opcode = NvmOpcode.WRITE;
        write.memory = replacement;
        write.range(first, (int) (replacement.byteSize() >> shift) - 1);
        write.first = compare;
        fused = true;
    }

    /**
     * Sets bits of CDW12 of all its commands.
     *
     * @param bits which
     * @param on whether
     */
    public void flags(int bits, boolean on) {
        requireIdle();
        for (int i = 0; i < used; i++) {
            commands[i].cdw12 = on ? commands[i].cdw12 | bits : commands[i].cdw12 & ~bits;
        }
    }

    // Its life.

    /**
     * Sends it.
     *
     * @param untilNs deadline by the host's clock; {@link Long#MAX_VALUE}: none
     */
    public void submit(long untilNs) {
        requireIdle();
        if (used == 0) {
            throw new IllegalStateException("nothing was asked for");
        }
        busy = true;
        deadlineNs = untilNs;
        endWanted = false;
        ghost = false;
        status = 0;
        result = 0;
        outcome = HostException.Outcome.NOT_EXECUTED;
        reason = Reason.ANSWERED;
        int count = used;
        OPEN.setRelease(this, count);
        for (int i = 0; i < count; i++) {
            Command command = commands[i];
            command.retries = 0;
            command.lost = false;
            command.onSent = null;
            if (command.first == null) {
                head.dispatch(this, command);
            }
        }
    }

    @Override
    public void onAnswered(Command command, int answer, long dw) {
        head.onAnswered(this, command, answer, dw);
    }

    @Override
    public void onNotSent(Command command) {
        head.onNotSent(this, command);
    }

    @Override
    public long deadlineNs(Command command) {
        return endWanted ? Long.MIN_VALUE : deadlineNs;
    }

    /** A command of it is over. */
    void partEnded(Command command, int answer, long dw, HostException.Outcome known, Reason why) {
        if (answer != Status.SUCCESS || used > 1) {
            note(answer, known, why);
        }
        if (command.part == 0) {
            result = dw;
        }
        if ((int) OPEN.getAndAdd(this, -1) == 1) {
            if (fused && reason == Reason.ANSWERED && Status.type(status) == 3 && !Status.dnr(status)) {
                repeatPair(); // the controller did neither half
                return;
            }
            boolean wasGhost = ghost;
            busy = false;
            if (wasGhost) {
                head.ghostGone(this);
            }
            end.onEnd(this);
        }
    }

    /** Parts may end on different threads. What is known of the whole is the worst of what is known of its parts. */
    private synchronized void note(int answer, HostException.Outcome known, Reason why) {
        // A part that was executed makes the whole one that was not left undone.
        HostException.Outcome part = answer == Status.SUCCESS ? HostException.Outcome.FAILED : known;
        if (part.compareTo(outcome) > 0) {
            outcome = part;
        }
        if (answer != Status.SUCCESS && (status == 0 || raw || moreTelling(answer))) {
            reason = why;
            status = answer;
        }
    }

    private void repeatPair() {
        status = 0;
        outcome = HostException.Outcome.NOT_EXECUTED;
        Command compare = commands[0];
        compare.second = commands[1];
        commands[1].first = compare;
        OPEN.setRelease(this, 2);
        head.repeatLater(this, compare);
    }

    /** Of a fused pair, why the first half failed tells more than that the second was aborted for it. */
    private boolean moreTelling(int answer) {
        int before = Status.plain(status);
        return (before == Status.ABORTED_FAILED_FUSED || before == Status.ABORTED_MISSING_FUSED)
                && Status.plain(answer) != before;
    }

    /** The caller wants it ended. Any thread. */
    public void cancel() {
        endWanted = true;
    }

    /**
     * The caller has been told that its outcome is unknown, and it goes on: what touches its blocks waits for its end. Any
     * thread.
     */
    public void abandon() {
        endWanted = true;
        if (modifies && busy) {
            ghost = true;
            head.addGhost(this, lba, blocks);
            if (!busy) {
                head.ghostGone(this); // it ended in between
            }
        }
    }

    boolean isDue(long nowNs) {
        return endWanted || nowNs >= deadlineNs;
    }

    boolean endWanted() {
        return endWanted;
    }

    // What is asked of it.

    /**
     * Whether it has not ended.
     *
     * @return true between submit and end
     */
    public boolean isBusy() {
        return busy;
    }

    NamespaceHead head() {
        return head;
    }

    int lane() {
        return lane;
    }

    long lba() {
        return lba;
    }

    long blocks() {
        return blocks;
    }

    /** First block of a part. */
    long firstOf(Command command) {
        return split ? Integer.toUnsignedLong(command.cdw10) | (long) command.cdw11 << 32 : lba;
    }

    /** How many blocks a part has; at least one. */
    long blocksOf(Command command) {
        return split ? (command.cdw12 & 0xFFFF) + 1 : Math.max(1, blocks);
    }

    boolean isRepeatable() {
        return repeatable;
    }

    boolean isRaw() {
        return raw;
    }

    boolean modifies() {
        return modifies;
    }

    /**
     * How it ended.
     *
     * @return as in {@link HostException#status}
     */
    public int status() {
        return status;
    }

    /**
     * The result of its first command.
     *
     * @return DW0 in the low half
     */
    public long result() {
        return result;
    }

    /**
     * What is known when the status is not 0.
     *
     * @return the outcome
     */
    public HostException.Outcome outcome() {
        return outcome;
    }

    /**
     * Why it failed.
     *
     * @return null when it did not
     */
    public @Nullable HostException failure() {
        int failed = status;
        if (failed == Status.SUCCESS) {
            return null;
        }
        String what = NvmOpcode.name(opcode) + (blocks > 0 ? " of " + blocks + " blocks at " + lba : "") + ", namespace " + head.nsid()
                + " of " + head.subsystem();
        return Failures.of(reason, what, failed, outcome, Status.name(failed));
    }

    /** Frees what its commands keep of transports. When it will not be used again. */
    public void dispose() {
        requireIdle();
        for (Command command : commands) {
            command.unbind();
        }
    }
}
