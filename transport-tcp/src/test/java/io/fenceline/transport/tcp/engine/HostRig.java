package io.fenceline.transport.tcp.engine;

import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.QueuePair;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A host engine with a core that writes down what it hears. */
final class HostRig extends Rig implements QueuePairListener {
    static final HostSettings SETTINGS = new HostSettings(LIMITS, 0, 1, false, false, 1 << 20);

    record Completion(int slot, long result, int sqHead, int status) {
    }

    final TcpHostConnection connection;
    final List<Completion> completions = new ArrayList<>();
    final List<TransportFault> faults = new ArrayList<>();
    int connected;
    int quiesced;
    int batches;
    long lastByteNs;
    boolean disconnectOnFault = true;
    private boolean inCall;

    HostRig() {
        this(SETTINGS, 1);
    }

    HostRig(HostSettings settings, int qid) {
        this(settings, qid, 64 << 20);
    }

    HostRig(HostSettings settings, int qid, long memory) {
        super(memory);
        connection = new TcpHostConnection(wire, pool, () -> now, settings, TargetRig.params(qid, 16, true), loop, () -> true, this);
        attach();
    }

    @Override
    TcpConnection connection() {
        return connection;
    }

    HostRig open(int cpda, int digests, int maxH2cData) {
        wire.take();
        feed(Pdu.icResp(cpda, digests, maxH2cData));
        return this;
    }

    HostRig open() {
        return open(0, 0, 8192);
    }

    static MemorySegment sqe(int opcode, int cid) {
        MemorySegment sqe = Arena.ofAuto().allocate(Sqe.BYTES);
        Bytes.put8(sqe, Sqe.OPCODE, opcode);
        Bytes.put8(sqe, Sqe.FLAGS, 0x40);
        Bytes.put16(sqe, Sqe.CID, cid);
        return sqe;
    }

    void submit(int opcode, int cid, @Nullable DataBuffer data, int length) {
        connection.submit(cid & 15, sqe(opcode, cid), data, length);
        connection.flush();
        settle();
    }

    private void call(Runnable body) {
        if (inCall) {
            throw new AssertionError("the core is called from inside a call");
        }
        inCall = true;
        try {
            body.run();
        } finally {
            inCall = false;
        }
    }

    @Override
    public void onConnected(QueuePair queuePair) {
        call(() -> connected++);
    }

    @Override
    public void onCompletion(int slot, long result, int sqHead, int status) {
        call(() -> completions.add(new Completion(slot, result, sqHead, status)));
    }

    @Override
    public void onBatchEnd() {
        batches++;
    }

    @Override
    public void onFault(TransportFault fault) {
        call(() -> {
            faults.add(fault);
            if (disconnectOnFault && connected > 0) {
                connection.disconnect(fault);
            }
        });
    }

    @Override
    public void onQuiesced(long when) {
        call(() -> {
            quiesced++;
            lastByteNs = when;
        });
    }
}
