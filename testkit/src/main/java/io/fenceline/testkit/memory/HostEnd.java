package io.fenceline.testkit.memory;

import static java.util.Objects.requireNonNull;

import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.BufferPool;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.QueuePair;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.testkit.Loops;
import io.fenceline.wire.Sqe;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The host end of a connection. */
final class HostEnd implements QueuePair {
    private enum State {
        CONNECTING, CONNECTED, FAULTED, DISCONNECTED, QUIESCED
    }

    private static final class Slot {
        boolean busy;
        int cid;
        boolean toHost;
        int length;
        @Nullable
        TrackedBuffer data;
    }

    private final MemoryHost transport;
    private final Loops.Loop loop;
    private final @Nullable MemoryLink link;
    private final TransportAddress remote;
    private final QueuePairParams params;
    private final QueuePairListener up;
    private final TrackedPool pool;
    private final Slot[] slots;
    private final int cidMask;
    private final List<Capsule> gathered = new ArrayList<>();
    private State state = State.CONNECTING;
    private @Nullable Channel out;
    private @Nullable TargetEnd peer;
    private int outstanding;
    private int inCapsuleLimit;
    private long lastByteNs;

    HostEnd(MemoryHost transport, Loops.Loop loop, @Nullable MemoryLink link, TransportAddress remote, QueuePairParams params,
            QueuePairListener up) {
        this.transport = transport;
        this.link = link;
        this.remote = remote;
        this.loop = loop;
        this.params = params;
        this.up = up;
        pool = transport.newPool(loop);
        slots = new Slot[params.size()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Slot();
        }
        cidMask = Integer.highestOneBit(Math.max(1, params.size() - 1)) * 2 - 1;
        lastByteNs = transport.clock().getAsLong();
    }

    // Life.

    void connected(TargetEnd target, Channel toTarget) {
        if (state != State.CONNECTING) {
            toTarget.send(() -> target.peerGone(TransportFault.of(TransportFault.Kind.CLOSED, "the host has given up")));
            return;
        }
        peer = target;
        out = toTarget;
        state = State.CONNECTED;
        up.onConnected(this);
    }

    void connectFailed(TransportFault fault) {
        if (state == State.CONNECTING) {
            state = State.DISCONNECTED;
            up.onFault(fault);
            loop.execute(this::quiesce);
        }
    }

    /** The connection has ended from elsewhere. */
    void fault(TransportFault fault) {
        if (state == State.CONNECTING) {
            connectFailed(fault);
        } else if (state == State.CONNECTED) {
            state = State.FAULTED;
            up.onFault(fault);
        }
    }

    @Override
    public void disconnect(TransportFault why) {
        requireLoop();
        if (state == State.DISCONNECTED || state == State.QUIESCED) {
            return;
        }
        state = State.DISCONNECTED;
        gathered.clear();
        tellPeer(why);
        loop.execute(this::quiesce);
    }

    private void tellPeer(TransportFault why) {
        TargetEnd target = peer;
        if (target != null) {
            TransportFault seen = Faults.asSeenByPeer(why, "host");
            requireNonNull(out).send(() -> target.peerGone(seen));
        }
    }

    private void quiesce() {
        if (state == State.QUIESCED) {
            return;
        }
        state = State.QUIESCED;
        for (Slot slot : slots) {
            giveBack(slot);
        }
        transport.ended(this);
        up.onQuiesced(lastByteNs);
    }

    /** The transport is closed and the core has not disconnected in time. */
    void cut() {
        if (state != State.DISCONNECTED && state != State.QUIESCED) {
            state = State.DISCONNECTED;
            tellPeer(TransportFault.of(TransportFault.Kind.NETWORK, "cut"));
        }
        quiesce();
    }

    /** Nothing passes any more in either direction, and nobody is told. */
    void silence() {
        Channel toTarget = out;
        TargetEnd target = peer;
        if (toTarget != null && target != null) {
            toTarget.silence();
            target.silenceOut();
        }
    }

    TransportAddress remote() {
        return remote;
    }

    // Commands.

    @Override
    public void submit(int slot, MemorySegment sqe, @Nullable DataBuffer data, int length) {
        requireLoop();
        if (state == State.CONNECTING || state == State.QUIESCED || state == State.DISCONNECTED) {
            throw new IllegalStateException("submit: the queue pair is " + state);
        }
        if (slot < 0 || slot >= slots.length || slots[slot].busy) {
            throw new IllegalArgumentException("slot " + slot + ": a free one of 0 to " + (slots.length - 1) + " is wanted");
        }
        if (params.flowControl() && outstanding == slots.length - 1) {
            throw new IllegalArgumentException("slot " + slot + ": with flow control one entry of the queue stays free");
        }
        int cid = Sqe.cid(sqe);
        if ((cid & cidMask) != slot) {
            throw new IllegalArgumentException("CID " + cid + ": its low bits differ from slot " + slot);
        }
        int greatest = transport.limits().maxTransfer();
        if (length < 0 || length > greatest || (length > 0) != (data != null)) {
            throw new IllegalArgumentException("length " + length + ": 0 without data, 1 to " + greatest + " with data is wanted");
        }
        Slot entry = slots[slot];
        TrackedBuffer buffer = (TrackedBuffer) data;
        if (buffer != null) {
            if (buffer.memory().byteSize() < length) {
                throw new IllegalArgumentException("length " + length + ": the buffer has " + buffer.memory().byteSize() + " bytes");
            }
            buffer.lend("submit");
        }
        entry.busy = true;
        entry.cid = cid;
        entry.data = buffer;
        entry.length = length;
        entry.toHost = (Sqe.direction(sqe) & 2) != 0;
        outstanding++;
        byte[] copy = new byte[Sqe.BYTES];
        MemorySegment written = MemorySegment.ofArray(copy);
        written.copyFrom(sqe.asSlice(0, Sqe.BYTES));
        byte[] inCapsule = Capsule.NO_DATA;
        if (buffer != null && Sqe.direction(sqe) == 1 && length <= limitFor(sqe)) {
            inCapsule = buffer.memory().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        }
        Sgl.write(written, length, inCapsule.length > 0);
        gathered.add(new Capsule(copy, inCapsule));
    }

    private int limitFor(MemorySegment sqe) {
        boolean admin = params.qid() == 0 || Sqe.opcode(sqe) == Sqe.FABRICS;
        return admin ? transport.limits().adminInCapsule() : Math.min(inCapsuleLimit, transport.limits().inCapsule());
    }

    @Override
    public void inCapsuleLimit(int bytes) {
        requireLoop();
        inCapsuleLimit = bytes;
    }

    @Override
    public void flush() {
        requireLoop();
        if (gathered.isEmpty() || state != State.CONNECTED) {
            return;
        }
        List<Capsule> batch = List.copyOf(gathered);
        gathered.clear();
        lastByteNs = transport.clock().getAsLong();
        TargetEnd target = requireNonNull(peer);
        requireNonNull(out).send(() -> target.arrived(batch));
    }

    // What the target asks for, on this loop.

    void dataWanted(int cid, int offset, int length, TargetEnd.Fetch fetch) {
        Slot slot = running(cid);
        if (slot == null || slot.toHost || (long) offset + length > slot.length) {
            violated("data wanted of command " + cid + " from " + offset + ", " + length + " bytes");
            return;
        }
        byte[] bytes = requireNonNull(slot.data).memory().asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        lastByteNs = transport.clock().getAsLong();
        TargetEnd target = requireNonNull(peer);
        requireNonNull(out).send(() -> target.fetched(fetch, bytes));
    }

    void dataCame(int cid, int offset, byte[] bytes) {
        Slot slot = running(cid);
        if (slot == null || !slot.toHost || (long) offset + bytes.length > slot.length) {
            violated("data for command " + cid + " at " + offset + ", " + bytes.length + " bytes");
            return;
        }
        MemorySegment.copy(bytes, 0, requireNonNull(slot.data).memory(), ValueLayout.JAVA_BYTE, offset, bytes.length);
    }

    void completed(int cid, long result, int sqHead, int status) {
        Slot slot = running(cid);
        if (slot == null) {
            violated("a completion of command " + cid + ", which is not running");
            return;
        }
        giveBack(slot);
        outstanding--;
        up.onCompletion(cid & cidMask, result, sqHead, status);
    }

    void batchEnded() {
        if (state == State.CONNECTED) {
            up.onBatchEnd();
        }
    }

    /** The way that the connection goes, if anybody looks after it. */
    @Nullable
    MemoryLink link() {
        return link;
    }

    LongSupplier clock() {
        return transport.clock();
    }

    boolean hears() {
        return state == State.CONNECTED;
    }

    private @Nullable Slot running(int cid) {
        int index = cid & cidMask;
        if (index >= slots.length || !slots[index].busy || slots[index].cid != cid) {
            return null;
        }
        return slots[index];
    }

    private void violated(String what) {
        if (state == State.CONNECTED) {
            fault(TransportFault.of(TransportFault.Kind.PROTOCOL, what));
        }
    }

    private static void giveBack(Slot slot) {
        slot.busy = false;
        if (slot.data != null) {
            slot.data.giveBack();
            slot.data = null;
        }
    }

    // The rest.

    @Override
    public Executor loop() {
        return loop;
    }

    Loops.Loop memoryLoop() {
        return loop;
    }

    @Override
    public boolean inLoop() {
        return loop.inLoop();
    }

    @Override
    public BufferPool buffers() {
        return pool;
    }

    private void requireLoop() {
        if (!loop.inLoop()) {
            throw new IllegalStateException("called off the loop " + loop);
        }
    }
}
