package io.fenceline.testkit.sim;

import static java.util.Objects.requireNonNull;

import io.fenceline.spi.transport.BufferPool;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.QueuePair;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.AdminOpcode;
import io.fenceline.wire.Cc;
import io.fenceline.wire.Cns;
import io.fenceline.wire.ConnectCommand;
import io.fenceline.wire.ConnectResponse;
import io.fenceline.wire.CrossControllerResetCommand;
import io.fenceline.wire.CrossControllerResetLog;
import io.fenceline.wire.Csts;
import io.fenceline.wire.FabricsCommand;
import io.fenceline.wire.GetLogPageCommand;
import io.fenceline.wire.IdentifyCommand;
import io.fenceline.wire.IdentifyController;
import io.fenceline.wire.Lid;
import io.fenceline.wire.NvmCommand;
import io.fenceline.wire.NvmOpcode;
import io.fenceline.wire.Property;
import io.fenceline.wire.PropertyCommand;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A host's queue pair, with somebody who takes notes of what passes. */
final class WatchedQueue implements QueuePair, QueuePairListener {
    /** A write that was sent, by the stamp of its first block. */
    record Sent(long generation, long lba, int blocks, GhostWriteChecker.@Nullable Write write) {
        boolean overlaps(Sent other) {
            return lba < other.lba + other.blocks && other.lba < lba + blocks;
        }

        /** Whether it had been reported before the other was issued. */
        boolean isOverBefore(Sent other) {
            return write != null && other.write != null && write.over <= other.write.issued;
        }
    }

    private static final Set<Integer> ANA = Set.of(Status.ANA_INACCESSIBLE, Status.ANA_TRANSITION, Status.ANA_PERSISTENT_LOSS);
    private static final int OTHER = 0;
    private static final int CSTS = 1;
    private static final int CONNECT = 2;
    private static final int IDENTIFY = 3;
    private static final int RESET = 4;
    private static final int RESET_LOG = 5;

    final HostWatch.Association association;
    private final HostWatch watch;
    private final QueuePairParams params;
    private final QueuePairListener up;
    private final boolean[] busy;
    private final int[] lastCid;
    private final int[] kind;
    private final @Nullable Sent[] writes;
    /** What comes into it is looked at. */
    private final @Nullable DataBuffer[] pages;
    private final HostWatch.@Nullable Instance[] resets;
    private @Nullable QueuePair inner;
    private boolean ending;
    private boolean quiesced;

    WatchedQueue(HostWatch watch, HostWatch.Association association, QueuePairParams params, QueuePairListener up) {
        this.watch = watch;
        this.association = association;
        this.params = params;
        this.up = up;
        busy = new boolean[params.size()];
        lastCid = new int[params.size()];
        kind = new int[params.size()];
        writes = new Sent[params.size()];
        pages = new DataBuffer[params.size()];
        resets = new HostWatch.Instance[params.size()];
        Arrays.fill(lastCid, -1);
        watch.opened(this);
    }

    boolean isAdmin() {
        return params.qid() == 0;
    }

    boolean isEnding() {
        return ending;
    }

    boolean carries(long generation, long lba) {
        for (Sent sent : writes) {
            if (sent != null && sent.generation == generation && sent.lba == lba) {
                return true;
            }
        }
        return false;
    }

    /** Writes that have not been answered. */
    List<Sent> writes() {
        return Arrays.stream(writes).filter(Objects::nonNull).map(Objects::requireNonNull).toList();
    }

    private QueuePair inner() {
        return requireNonNull(inner, "not connected");
    }

    // What the host does.

    @Override
    public void submit(int slot, MemorySegment sqe, @Nullable DataBuffer data, int length) {
        if (ending) {
            watch.trouble("submits to queue " + params.qid() + " of " + association.address + " after its end");
        }
        if (busy[slot]) {
            watch.trouble("submits to slot " + slot + " of queue " + params.qid() + " while a command is there");
        }
        int cid = Sqe.cid(sqe);
        if (cid == lastCid[slot]) {
            watch.trouble("uses CID " + cid + " of queue " + params.qid() + " twice running: a late completion would not be noticed");
        }
        note(slot, sqe, data);
        inner().submit(slot, sqe, data, length);
        busy[slot] = true;
        // Connect is alone on its queue, and its identifier may be used again at once.
        lastCid[slot] = Sqe.opcode(sqe) == Sqe.FABRICS ? -1 : cid;
        watch.leaves(association, !isAdmin() || Sqe.opcode(sqe) != AdminOpcode.ASYNC_EVENT_REQUEST);
    }

    private void note(int slot, MemorySegment sqe, @Nullable DataBuffer data) {
        kind[slot] = OTHER;
        writes[slot] = null;
        int opcode = Sqe.opcode(sqe);
        pages[slot] = null;
        if (opcode == Sqe.FABRICS) {
            noteFabrics(slot, sqe);
        } else if (isAdmin()) {
            noteAdmin(slot, sqe, opcode, data);
        } else if (opcode == NvmOpcode.WRITE && data != null) {
            Stamp stamp = Stamp.head(data.segment());
            if (stamp != null) {
                Sent sent = new Sent(stamp.generation(), NvmCommand.slba(sqe), NvmCommand.blocks(sqe), watch.writeOf(stamp));
                watch.mayLeave(sent, association);
                writes[slot] = sent;
            }
        }
    }

    private void noteAdmin(int slot, MemorySegment sqe, int opcode, @Nullable DataBuffer data) {
        if (opcode == AdminOpcode.IDENTIFY && IdentifyCommand.CNS.get(sqe) == Cns.CONTROLLER) {
            kind[slot] = IDENTIFY;
            pages[slot] = data;
        } else if (opcode == AdminOpcode.CROSS_CONTROLLER_RESET) {
            kind[slot] = RESET;
            HostWatch.Instance wanted = new HostWatch.Instance((int) CrossControllerResetCommand.ICID.get(sqe),
                    (int) CrossControllerResetCommand.CIU.get(sqe), CrossControllerResetCommand.CIRN.get(sqe));
            resets[slot] = wanted;
            watch.asked(association, wanted);
        } else if (opcode == AdminOpcode.GET_LOG_PAGE && GetLogPageCommand.LID.get(sqe) == Lid.CROSS_CONTROLLER_RESET
                && GetLogPageCommand.LPO.get(sqe) == 0) {
            kind[slot] = RESET_LOG;
            pages[slot] = data;
        }
    }

    private void hear(int slot, long result, int status) {
        DataBuffer page = pages[slot];
        pages[slot] = null;
        HostWatch.Instance reset = resets[slot];
        switch (kind[slot]) {
            case CSTS -> {
                boolean disabled = association.disabling && !Csts.rdy((int) result);
                boolean shutDown = association.shutting && Csts.shst((int) result) == Csts.SHST_COMPLETE;
                if (status == 0 && (disabled || shutDown)) {
                    watch.silent(association);
                }
            }
            case CONNECT -> {
                if (status == 0) {
                    association.cntlid = ConnectResponse.cntlid(result);
                }
            }
            case IDENTIFY -> {
                if (status == 0 && page != null) {
                    association.ciu = (int) IdentifyController.CIU.get(page.segment());
                    association.cirn = IdentifyController.CIRN.get(page.segment());
                }
            }
            case RESET -> {
                if (reset != null) {
                    watch.answered(association, reset, status, (result & CrossControllerResetCommand.IRS) != 0);
                }
            }
            case RESET_LOG -> {
                if (status == 0 && page != null) {
                    hearLog(page.segment());
                }
            }
            default -> {
                // Nothing is learnt of it.
            }
        }
    }

    private void hearLog(MemorySegment page) {
        long there = (page.byteSize() - CrossControllerResetLog.HEADER_BYTES) / CrossControllerResetLog.ENTRY_BYTES;
        for (int i = 0; i < Math.min(there, CrossControllerResetLog.NE.get(page)); i++) {
            MemorySegment entry = CrossControllerResetLog.entry(page, i);
            if (CrossControllerResetLog.CCRS.get(entry) == CrossControllerResetLog.SUCCESS) {
                watch.logged(association, (int) CrossControllerResetLog.ICID.get(entry), (int) CrossControllerResetLog.CIU.get(entry));
            }
        }
    }

    private void noteFabrics(int slot, MemorySegment sqe) {
        switch (Sqe.fctype(sqe)) {
            case FabricsCommand.CONNECT -> {
                if (isAdmin()) {
                    kind[slot] = CONNECT;
                    association.katoNs = ConnectCommand.KATO.get(sqe) * 1_000_000L;
                    association.lastKeptNs = watch.time.nowNs();
                }
            }
            case FabricsCommand.PROPERTY_SET -> {
                if (PropertyCommand.OFST.get(sqe) == Property.CC) {
                    int cc = (int) PropertyCommand.VALUE.get(sqe);
                    association.disabling = !Cc.en(cc);
                    association.shutting = Cc.shn(cc) != 0;
                }
            }
            case FabricsCommand.PROPERTY_GET -> kind[slot] = PropertyCommand.OFST.get(sqe) == Property.CSTS ? CSTS : OTHER;
            default -> {
                // Nothing to note.
            }
        }
    }

    @Override
    public void flush() {
        inner().flush();
    }

    @Override
    public void disconnect(TransportFault why) {
        ending = true;
        inner().disconnect(why);
    }

    // What the host hears.

    @Override
    public void onConnected(QueuePair queuePair) {
        inner = queuePair;
        watch.connected(this);
        up.onConnected(this);
    }

    @Override
    public void onCompletion(int slot, long result, int sqHead, int status) {
        if (isAdmin()) {
            hear(slot, result, status);
        }
        if (!isAdmin() && ANA.contains(Status.plain(status))) {
            watch.refused(association);
        }
        busy[slot] = false;
        writes[slot] = null;
        up.onCompletion(slot, result, sqHead, status);
    }

    @Override
    public void onBatchEnd() {
        up.onBatchEnd();
    }

    @Override
    public void onFault(TransportFault fault) {
        up.onFault(fault);
    }

    @Override
    public void onQuiesced(long lastByteNs) {
        if (quiesced) {
            watch.trouble("queue " + params.qid() + " of " + association.address + " is quiesced twice");
        }
        quiesced = true;
        ending = true;
        association.lastByteNs = Math.max(association.lastByteNs, watch.trueNs(lastByteNs));
        for (int slot = 0; slot < busy.length; slot++) {
            Sent sent = writes[slot];
            if (sent != null) {
                watch.hold(sent, association);
                writes[slot] = null;
            }
        }
        watch.ended(this, inner != null);
        up.onQuiesced(lastByteNs);
    }

    // The rest.

    @Override
    public Executor loop() {
        return inner().loop();
    }

    @Override
    public boolean inLoop() {
        return inner().inLoop();
    }

    @Override
    public BufferPool buffers() {
        return inner().buffers();
    }

    @Override
    public void inCapsuleLimit(int bytes) {
        inner().inCapsuleLimit(bytes);
    }
}
