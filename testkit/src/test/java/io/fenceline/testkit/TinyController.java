package io.fenceline.testkit;

import static java.util.Objects.requireNonNull;

import io.fenceline.api.NvmeException;
import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.TargetListener;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TargetQueuePairListener;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Just enough of a controller for a harness to talk to: Connect, properties, Identify, Read, Write, on 64 KiB of memory. */
public final class TinyController implements TargetListener {
    /** Bytes of a block. */
    public static final int BLOCK = 512;
    private final MemorySegment medium = MemorySegment.ofArray(new byte[64 << 10]);
    private final AtomicInteger queues = new AtomicInteger();
    private final AtomicInteger quiesced = new AtomicInteger();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private volatile int csts;

    /** A controller with a medium of zeroes. */
    public TinyController() {
    }

    /** How many queue pairs there have been. */
    public int queues() {
        return queues.get();
    }

    /** How many of them are quiesced. */
    public int quiesced() {
        return quiesced.get();
    }

    /** The kinds of all faults that were heard. */
    public List<String> faults() {
        return faults;
    }

    @Override
    public void onListening(TransportAddress actual) {
    }

    @Override
    public void onListenFailed(NvmeException cause) {
        throw cause;
    }

    @Override
    public TargetQueuePairListener onQueuePair(TargetQueuePair queuePair) {
        queues.incrementAndGet();
        return new Queue(queuePair);
    }

    private final class Queue implements TargetQueuePairListener {
        private final TargetQueuePair queuePair;
        private final Map<CommandExchange, DataBuffer> fetching = new HashMap<>();

        Queue(TargetQueuePair queuePair) {
            this.queuePair = queuePair;
        }

        @Override
        public void onCommand(CommandExchange exchange) {
            if (exchange.sglStatus() != Status.SUCCESS) {
                exchange.respond(0, 0, exchange.sglStatus());
                return;
            }
            if (Sqe.direction(exchange.sqe()) == 1 && exchange.dataLength() > 0) {
                DataBuffer data = exchange.takeInCapsuleData();
                if (data == null) {
                    data = requireNonNull(queuePair.buffers().take(exchange.dataLength()));
                    fetching.put(exchange, data);
                    exchange.fetch(data, 0, exchange.dataLength());
                    return;
                }
                withData(exchange, data);
                return;
            }
            MemorySegment sqe = exchange.sqe();
            switch (Sqe.opcode(sqe)) {
                case Sqe.FABRICS -> fabrics(exchange, sqe);
                case 0x06 -> answer(exchange, identify());
                case 0x02 -> answer(exchange, medium.asSlice((long) Sqe.cdw(sqe, 10) * BLOCK, exchange.dataLength()));
                default -> exchange.respond(0, 0, Status.INVALID_OPCODE | Status.DNR);
            }
        }

        private void fabrics(CommandExchange exchange, MemorySegment sqe) {
            if (Sqe.fctype(sqe) == 4) {
                exchange.respond(csts, 0, Status.SUCCESS);
            } else {
                csts = (Sqe.cdw(sqe, 12) & 1) | (Sqe.cdw(sqe, 12) >>> 14 & 3) << 3;
                exchange.respond(0, 0, Status.SUCCESS);
            }
        }

        private MemorySegment identify() {
            MemorySegment data = MemorySegment.ofArray(new byte[4096]);
            Bytes.put64(data, 0, medium.byteSize() / BLOCK);
            Bytes.put8(data, 130, 9);
            Bytes.put32(data, 1792, (4096 + 64) / 16);
            return data;
        }

        private void answer(CommandExchange exchange, MemorySegment from) {
            DataBuffer data = requireNonNull(queuePair.buffers().take(exchange.dataLength()));
            MemorySegment.copy(from, 0, data.segment(), 0, exchange.dataLength());
            exchange.sendAndRespond(data, exchange.dataLength(), 0, 0);
        }

        private void withData(CommandExchange exchange, DataBuffer data) {
            if (Sqe.opcode(exchange.sqe()) == 0x01) {
                MemorySegment.copy(data.segment(), 0, medium, (long) Sqe.cdw(exchange.sqe(), 10) * BLOCK, exchange.dataLength());
            }
            data.release();
            exchange.respond(7, 0, Status.SUCCESS);
        }

        @Override
        public void onFetched(CommandExchange exchange, int status) {
            DataBuffer data = requireNonNull(fetching.remove(exchange));
            if (status == Status.SUCCESS) {
                withData(exchange, data);
            } else {
                data.release();
                exchange.respond(0, 0, status);
            }
        }

        @Override
        public void onSent(CommandExchange exchange, int status) {
            throw new AssertionError("nothing was sent");
        }

        @Override
        public void onBatchEnd() {
        }

        @Override
        public void onFault(TransportFault fault) {
            faults.add(fault.kind().toString());
            queuePair.disconnect(fault);
        }

        @Override
        public void onQuiesced() {
            quiesced.incrementAndGet();
        }
    }
}
