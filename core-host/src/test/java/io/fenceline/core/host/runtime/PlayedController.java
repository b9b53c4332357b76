package io.fenceline.core.host.runtime;

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
import io.fenceline.wire.Aec;
import io.fenceline.wire.DiscoveryEntry;
import io.fenceline.wire.DiscoveryLog;
import io.fenceline.wire.FabricsCommand;
import io.fenceline.wire.GetLogPageCommand;
import io.fenceline.wire.IdentifyController;
import io.fenceline.wire.Property;
import io.fenceline.wire.PropertyCommand;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** A discovery controller that does what no real one does. Its fields are set before it is asked. */
final class PlayedController implements TargetListener, AutoCloseable {
    volatile boolean silent;
    volatile int csts = 1;
    /** Entries it claims. */
    volatile long records;
    /** How often the log page still changes: after each read of entries. */
    volatile int changes;
    volatile String nqn = "nqn.a:1";
    /** Whether it promises notices of changes; it never gives one. */
    volatile boolean notices;
    /** Whether it answers keep alives; it reports KAS 0 in any case, as the one of Linux does. */
    volatile boolean knowsKeepAlive = true;
    volatile int keepAlives;
    private volatile long generation = 1;

    private final TargetTransport transport;

    PlayedController(MemoryTransport fabric, TransportAddress at) {
        transport = fabric.openTarget(Map.of());
        transport.listen(at, this);
    }

    @Override
    public void close() {
        transport.close(Duration.ofSeconds(5));
    }

    @Override
    public void onListening(TransportAddress actual) {
        // It is there before it is asked.
    }

    @Override
    public void onListenFailed(NvmeException cause) {
        throw new AssertionError(cause);
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
            } else if (Sqe.opcode(sqe) == AdminOpcode.IDENTIFY) {
                identify(exchange);
            } else if (Sqe.opcode(sqe) == AdminOpcode.ASYNC_EVENT_REQUEST) {
                exchange.discard();
            } else if (Sqe.opcode(sqe) == AdminOpcode.KEEP_ALIVE) {
                keepAlives++;
                exchange.respond(0, 0, knowsKeepAlive ? 0 : Status.INVALID_OPCODE | Status.DNR);
            } else {
                boolean get = Sqe.fctype(sqe) == FabricsCommand.PROPERTY_GET;
                boolean status = get && PropertyCommand.OFST.get(sqe) == Property.CSTS;
                exchange.respond(status ? csts : get ? 1L << 24 : 1, 0, 0);
            }
        }

        private void identify(CommandExchange exchange) {
            DataBuffer buffer = Objects.requireNonNull(queuePair.buffers().take(IdentifyController.BYTES));
            MemorySegment segment = buffer.segment().asSlice(0, IdentifyController.BYTES);
            segment.fill((byte) 0);
            IdentifyController.CNTRLTYPE.put(segment, IdentifyController.CNTRLTYPE_DISCOVERY);
            IdentifyController.OAES.put(segment, notices ? Aec.DLPCN : 0);
            send(exchange, buffer, IdentifyController.BYTES);
        }

        private void send(CommandExchange exchange, DataBuffer buffer, int length) {
            sent = exchange;
            sending = buffer;
            exchange.send(buffer, 0, length);
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
                    DiscoveryEntry.SUBTYPE.put(segment.asSlice(at, DiscoveryEntry.BYTES), DiscoveryEntry.SUBTYPE_NVM);
                    DiscoveryEntry.SUBNQN.put(segment.asSlice(at, DiscoveryEntry.BYTES), nqn);
                }
                if (changes > 0) {
                    changes--;
                    generation++;
                }
            }
            send(exchange, buffer, length);
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
