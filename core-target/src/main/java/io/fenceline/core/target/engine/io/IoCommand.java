package io.fenceline.core.target.engine.io;

import io.fenceline.core.target.engine.namespace.Access;
import io.fenceline.core.target.engine.namespace.Namespace;
import io.fenceline.spi.backend.BackendRequest;
import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One command slot of a queue: the command that is in it, and the request to the back end that it makes. Made when the slot
 * is first used, and used again for every further command in it. All fields belong to the queue's loop, but for what a back
 * end reads between submit and complete.
 */
final class IoCommand extends Access implements BackendRequest {
    /** Where a command is. Every phase has an outside event that ends it, named here. */
    enum Phase {
        /** No command is in the slot. */
        FREE,
        /** First of two fused commands: the next command of the queue ends it. */
        HELD,
        /** Second of two fused commands: what happens to it is in the first's phase. */
        FOLLOWS,
        /** Waits for a data buffer: a release of one ends it. */
        BUFFER,
        /** The transport gets its data: onFetched ends it. */
        FETCH,
        /** Waits for the queue's scratch memory: the end of another command ends it. */
        SCRATCH,
        /** Waits at the namespace's gate: the end of another command ends it. */
        GATE,
        /** A request is in the back end: its completion ends it. */
        BACKEND,
        /** A long command lets others go first: a task of the loop ends it. */
        YIELD
    }

    private static final VarHandle PENDING;

    static {
        try {
            PENDING = MethodHandles.lookup().findVarHandle(IoCommand.class, "pending", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final CommandFlow flow;
    final int slot;
    Phase phase = Phase.FREE;
    @Nullable
    IoCommand next;
    @Nullable
    IoCommand inboxNext;

    // The command.
    @Nullable
    CommandExchange exchange;
    NvmCommand kind = NvmCommandSet.NONE;
    int cid;
    int nsid;
    boolean ownsCid;
    /** Whether there is nothing more to do than to answer. */
    boolean decided;
    @Nullable
    Namespace namespace;
    long lba;
    long blocks;
    boolean forceUnit;
    boolean deallocate;
    /** Whether it changes the medium. */
    boolean writing;
    /** Ranges of a Dataset Management or Copy command. */
    int ranges;

    // What it holds.
    @Nullable
    DataBuffer buffer;
    /** Whether its data did not come in the capsule. */
    boolean mustFetch;
    boolean fetching;
    boolean hasScratch;
    boolean inside;

    // How far it is.
    int step;
    long progress;
    long rangeProgress;
    int range;
    int turns;
    /** What it ends with, as far as known. */
    int status;
    long result;
    int location;

    // Fused: first and second know each other.
    @Nullable
    IoCommand partner;
    /** The command of the pair, this or the partner, whose request is in the back end. */
    IoCommand running = this;

    /** What the last look at it saw, and since when it has been so; see {@link LateWrites}. */
    long watched;
    long watchedSinceNs;

    boolean abortRequested;
    @Nullable
    AbortResult abortResult;

    // The request.
    private Op op = Op.FLUSH;
    private long offset;
    private long length;
    private boolean requestForceUnit;
    private boolean requestMayDeallocate;
    private @Nullable MemorySegment memory;
    private @Nullable ByteBuffer view;
    private int generation;
    private volatile boolean pending;
    int backendStatus;

    IoCommand(CommandFlow flow, int slot) {
        this.flow = flow;
        this.slot = slot;
    }

    /** Takes a new command. */
    void begin(CommandExchange command, int commandId, int namespaceId) {
        exchange = command;
        cid = commandId;
        nsid = namespaceId;
        ownsCid = false;
        decided = false;
        kind = NvmCommandSet.NONE;
        namespace = null;
        lba = 0;
        blocks = 0;
        forceUnit = false;
        deallocate = false;
        writing = false;
        watched = -1;
        ranges = 0;
        step = 0;
        progress = 0;
        rangeProgress = 0;
        range = 0;
        turns = 0;
        status = Status.SUCCESS;
        result = 0;
        location = ErrorEntry.NO_LOCATION;
        partner = null;
        running = this;
        abortRequested = false;
        abortResult = null;
    }

    CommandExchange exchange() {
        CommandExchange e = exchange;
        if (e == null) {
            throw new IllegalStateException("no command in slot " + slot);
        }
        return e;
    }

    Namespace namespace() {
        Namespace n = namespace;
        if (n == null) {
            throw new IllegalStateException("no namespace in slot " + slot);
        }
        return n;
    }

    DataBuffer buffer() {
        DataBuffer b = buffer;
        if (b == null) {
            throw new IllegalStateException("no buffer in slot " + slot);
        }
        return b;
    }

    /** The one of a fused pair that the pair's phase is kept in; itself, if it is no half of a pair. */
    IoCommand lead() {
        IoCommand p = partner;
        return p != null && phase == Phase.FOLLOWS ? p : this;
    }

    /** Bytes from the start of the namespace. */
    long byteOffset(long block) {
        return block << namespace().blockShift();
    }

    /** Notes where the error is, and says it again. */
    int wrong(int errorStatus, int errorLocation) {
        location = errorLocation;
        return errorStatus | Status.DNR;
    }

    // What a request is made of; the queue submits it.

    void transfer(Op operation, long at, long bytes, DataBuffer data) {
        request(operation, at, bytes);
        memory = data.segment();
        view = data.byteBuffer();
    }

    void transfer(Op operation, long at, long bytes, MemorySegment data, ByteBuffer dataView) {
        request(operation, at, bytes);
        memory = data;
        view = dataView;
    }

    void request(Op operation, long at, long bytes) {
        op = operation;
        offset = at;
        length = bytes;
        requestForceUnit = false;
        requestMayDeallocate = false;
        memory = null;
        view = null;
    }

    void durable() {
        requestForceUnit = true;
    }

    void deallocating() {
        requestMayDeallocate = true;
    }

    /** The request is about to be handed over. */
    void submitting() {
        generation++;
        pending = true;
    }

    @Override
    public Op op() {
        return op;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean forceUnitAccess() {
        return requestForceUnit;
    }

    @Override
    public boolean mayDeallocate() {
        return requestMayDeallocate;
    }

    @Override
    public MemorySegment memory() {
        MemorySegment m = memory;
        if (m == null) {
            throw new IllegalStateException(op + " has no memory");
        }
        return m;
    }

    @Override
    public ByteBuffer byteBuffer() {
        ByteBuffer v = view;
        if (v == null) {
            throw new IllegalStateException(op + " has no memory");
        }
        return v.clear().limit((int) length);
    }

    @Override
    public int generation() {
        return generation;
    }

    @Override
    public void complete(int completionStatus) {
        if (!completeIfPending(completionStatus)) {
            throw new IllegalStateException("request has been completed already: " + op + " of command " + cid);
        }
    }

    /** Completes the request unless that has been done. */
    boolean completeIfPending(int completionStatus) {
        if (!PENDING.compareAndSet(this, true, false)) {
            return false;
        }
        backendStatus = completionStatus;
        flow.happened(this);
        return true;
    }

    @Override
    protected void granted() {
        flow.happened(this);
    }
}
