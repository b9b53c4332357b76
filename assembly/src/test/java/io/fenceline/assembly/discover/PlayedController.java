package io.fenceline.assembly.discover;

import io.fenceline.api.NvmeException;
import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.TargetListener;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TargetQueuePairListener;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.testkit.memory.MemoryTransport;
import io.fenceline.wire.AdminOpcode;
import io.fenceline.wire.DiscoveryEntry;
import io.fenceline.wire.DiscoveryLog;
import io.fenceline.wire.FabricsCommand;
import io.fenceline.wire.GetLogPageCommand;
import io.fenceline.wire.Property;
import io.fenceline.wire.PropertyCommand;
import io.fenceline.wire.Sqe;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A discovery controller that does what no real one does. Its fields are set before it is asked. */
final class PlayedController implements TargetListener, AutoCloseable {
    volatile boolean silent;
    volatile int csts = 1;
    /** Entries it claims. */
    volatile long records;
    /** How often the log page still changes: after each read of entries. */
    volatile int changes;
    volatile String nqn = "nqn.a:1";
    private volatile long generation = 1;

    private final CompletableFuture<Void> listening = new CompletableFuture<>();
    private final TargetTransport transport;

    PlayedController(MemoryTransport fabric, TransportAddress at) {
        transport = fabric.openTarget(Map.of());
        transport.listen(at, this);
        listening.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        transport.close(Duration.ofSeconds(5));
    }

    @Override
    public void onListening(TransportAddress actual) {
        listening.complete(null);
    }

    @Override
    public void onListenFailed(NvmeException cause) {
        listening.completeExceptionally(cause);
    }

    @Override
    public TargetQueuePairListener onQueuePair(TargetQueuePair queuePair) {
        return new Peer(queuePair);
    }

    private final class Peer implements TargetQueuePairListener {
        private final TargetQueuePair queuePair;

        Peer(TargetQueuePair queuePair) {
            this.queuePair = queuePair;
        }

        @Override
        public void onCommand(CommandExchange exchange) {
            DataBuffer data = exchange.takeInCapsuleData();
            if (data != null) {
                data.release();
            }
            MemorySegment sqe = exchange.sqe();
            if (silent) {
                exchange.discard();
            } else if (Sqe.opcode(sqe) == AdminOpcode.GET_LOG_PAGE) {
                log(exchange, GetLogPageCommand.LPO.get(sqe), (int) GetLogPageCommand.bytes(sqe));
            } else {
                boolean get = Sqe.fctype(sqe) == FabricsCommand.PROPERTY_GET;
                boolean status = get && PropertyCommand.OFST.get(sqe) == Property.CSTS;
                exchange.respond(status ? csts : get ? 1L << 24 : 1, 0, 0);
            }
        }

        private void log(CommandExchange exchange, long offset, int length) {
            DataBuffer buffer = Objects.requireNonNull(queuePair.buffers().take(length));
            MemorySegment segment = buffer.segment().asSlice(0, length);
            segment.fill((byte) 0);
            if (offset == 0) {
                DiscoveryLog.GENCTR.put(segment, generation);
                DiscoveryLog.NUMREC.put(segment, records);
            } else {
                for (int at = 0; at < length; at += DiscoveryEntry.BYTES) {
                    DiscoveryEntry.SUBNQN.put(segment.asSlice(at, DiscoveryEntry.BYTES), nqn);
                }
                if (changes > 0) {
                    changes--;
                    generation++;
                }
            }
            exchange.send(buffer, 0, length);
            sent = exchange;
            sending = buffer;
        }

        private CommandExchange sent;
        private DataBuffer sending;

        @Override
        public void onFetched(CommandExchange exchange, int status) {
            throw new AssertionError("nothing is fetched");
        }

        @Override
        public void onSent(CommandExchange exchange, int status) {
            sending.release();
            sent.respond(0, 0, 0);
        }

        @Override
        public void onBatchEnd() {
            // each command is answered at once
        }

        @Override
        public void onFault(TransportFault fault) {
            queuePair.disconnect(fault);
        }

        @Override
        public void onQuiesced() {
            // nothing is kept
        }
    }
}
