package io.fenceline.transport.tcp.netty;

import static java.util.Objects.requireNonNull;

import io.fenceline.api.Nqn;
import io.fenceline.api.NvmeException;
import io.fenceline.api.Options;
import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.QueuePair;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TargetListener;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TargetQueuePairListener;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.spi.transport.TransportContext;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Both ends on real sockets of this machine, with a small core at each. */
final class Loopback implements AutoCloseable {
    static final long PATIENCE_S = 20;
    static final Nqn NQN = new Nqn("nqn.2014-08.org.nvmexpress:uuid:11111111-2222-3333-4444-555555555555");

    final TargetTransport target;
    final HostTransport host;
    TransportAddress address = TransportAddress.tcp("127.0.0.1", 0);
    final AtomicInteger queuePairs = new AtomicInteger();
    final AtomicInteger targetQuiesced = new AtomicInteger();
    final BlockingQueue<TransportFault> targetFaults = new LinkedBlockingQueue<>();

    Loopback(Map<String, ?> targetOptions, Map<String, ?> hostOptions) {
        target = new TcpTargetTransportProvider().open(TransportContext.system("target"), Options.of(TcpOptions.target(), targetOptions));
        host = new TcpHostTransportProvider().open(TransportContext.system("host"), Options.of(TcpOptions.host(), hostOptions));
    }

    Loopback listen(TransportAddress where) throws Exception {
        address = bind(target, where, Core::new).get(PATIENCE_S, TimeUnit.SECONDS);
        return this;
    }

    Loopback listen() throws Exception {
        return listen(address);
    }

    interface Cores {
        TargetQueuePairListener make(Loopback loopback, TargetQueuePair queuePair);
    }

    CompletableFuture<TransportAddress> bind(TargetTransport transport, TransportAddress where, Cores cores) {
        CompletableFuture<TransportAddress> bound = new CompletableFuture<>();
        transport.listen(where, new TargetListener() {
            @Override
            public void onListening(TransportAddress actual) {
                bound.complete(actual);
            }

            @Override
            public void onListenFailed(NvmeException cause) {
                bound.completeExceptionally(cause);
            }

            @Override
            public TargetQueuePairListener onQueuePair(TargetQueuePair queuePair) {
                queuePairs.incrementAndGet();
                return cores.make(Loopback.this, queuePair);
            }
        });
        return bound;
    }

    static QueuePairParams params(int qid, int size) {
        return new QueuePairParams(NQN, new UUID(1, 2), NQN, 1, qid, size, false);
    }

    Initiator connect(int qid, int size) throws Exception {
        Initiator initiator = new Initiator();
        host.connect(address, params(qid, size), initiator);
        initiator.connected.get(PATIENCE_S, TimeUnit.SECONDS);
        return initiator;
    }

    @Override
    public void close() {
        host.close(Duration.ofSeconds(5));
        target.close(Duration.ofSeconds(5));
    }

    /** Writes go to a map by CDW10, reads come from it; opcode 0 is answered from another thread. */
    static final class Core implements TargetQueuePairListener {
        private final Loopback loopback;
        private final TargetQueuePair queuePair;
        private final Map<CommandExchange, DataBuffer> fetching = new HashMap<>();
        private final Map<Integer, DataBuffer> stored = new HashMap<>();
        private final Set<CommandExchange> waiting = new LinkedHashSet<>();

        Core(Loopback loopback, TargetQueuePair queuePair) {
            this.loopback = loopback;
            this.queuePair = queuePair;
            queuePair.associate(params(1, 128));
        }

        @Override
        public void onCommand(CommandExchange x) {
            int length = x.dataLength();
            int key = Sqe.cdw(x.sqe(), 10);
            switch (Sqe.opcode(x.sqe())) {
                case 1 -> {
                    DataBuffer data = x.takeInCapsuleData();
                    if (data != null) {
                        keep(key, data);
                        x.respond(0, 0, 0);
                    } else {
                        DataBuffer into = take(x, length);
                        if (into != null) {
                            fetching.put(x, into);
                            x.fetch(into, 0, length);
                        }
                    }
                }
                case 2 -> {
                    DataBuffer buffer = take(x, length);
                    if (buffer == null) {
                        return;
                    }
                    DataBuffer source = stored.get(key);
                    if (source != null) {
                        MemorySegment.copy(source.segment(), 0, buffer.segment(), 0, length);
                    }
                    x.sendAndRespond(buffer, length, 0, 0);
                }
                default -> Thread.ofVirtual().start(() -> queuePair.loop().execute(() -> x.respond(key, 0, 0)));
            }
        }

        /** Null: the command comes again when there is memory. */
        private @Nullable DataBuffer take(CommandExchange x, int length) {
            DataBuffer buffer = queuePair.buffers().take(length);
            if (buffer == null) {
                waiting.add(x);
                queuePair.buffers().whenReleased(() -> {
                    if (waiting.remove(x)) {
                        onCommand(x);
                    }
                });
            }
            return buffer;
        }

        private void keep(int key, DataBuffer data) {
            DataBuffer old = stored.put(key, data);
            if (old != null) {
                old.release();
            }
        }

        @Override
        public void onFetched(CommandExchange x, int status) {
            keep(Sqe.cdw(x.sqe(), 10), requireNonNull(fetching.remove(x)));
            if (status == 0) {
                x.respond(0, 0, 0);
            } else {
                x.discard();
            }
        }

        @Override
        public void onSent(CommandExchange x, int status) {
            throw new AssertionError("nothing is sent");
        }

        @Override
        public void onBatchEnd() {
            // nothing is gathered
        }

        @Override
        public void onFault(TransportFault fault) {
            loopback.targetFaults.add(fault);
            queuePair.disconnect(fault);
            waiting.forEach(CommandExchange::discard);
            waiting.clear();
        }

        @Override
        public void onQuiesced() {
            stored.values().forEach(DataBuffer::release);
            loopback.targetQuiesced.incrementAndGet();
        }
    }

    record Completion(long result, int status) {
    }

    /** A host core that can be asked from the thread of a test. */
    static final class Initiator implements QueuePairListener {
        final CompletableFuture<QueuePair> connected = new CompletableFuture<>();
        final CompletableFuture<TransportFault> fault = new CompletableFuture<>();
        final CompletableFuture<Long> quiesced = new CompletableFuture<>();
        private final Map<Integer, CompletableFuture<Completion>> waiting = new HashMap<>();

        QueuePair queuePair() {
            return connected.join();
        }

        /** Runs on the loop. */
        CompletableFuture<Completion> command(int opcode, int slot, int key, @Nullable DataBuffer data, int length) {
            MemorySegment sqe = Arena.ofAuto().allocate(Sqe.BYTES);
            Bytes.put8(sqe, Sqe.OPCODE, opcode);
            Bytes.put16(sqe, Sqe.CID, slot);
            Bytes.put32(sqe, Sqe.CDW10, key);
            CompletableFuture<Completion> completion = new CompletableFuture<>();
            waiting.put(slot, completion);
            queuePair().submit(slot, sqe, data, length);
            return completion;
        }

        <T> T onLoop(Callable<T> body) throws Exception {
            CompletableFuture<T> done = new CompletableFuture<>();
            queuePair().loop().execute(() -> {
                try {
                    done.complete(body.call());
                } catch (Exception | Error e) {
                    done.completeExceptionally(e);
                }
            });
            return done.get(PATIENCE_S, TimeUnit.SECONDS);
        }

        @Override
        public void onConnected(QueuePair qp) {
            connected.complete(qp);
        }

        @Override
        public void onCompletion(int slot, long result, int sqHead, int status) {
            requireNonNull(waiting.remove(slot)).complete(new Completion(result, status));
        }

        @Override
        public void onBatchEnd() {
            // nothing is gathered
        }

        @Override
        public void onFault(TransportFault f) {
            fault.complete(f);
            if (connected.isDone()) {
                queuePair().disconnect(f);
            } else {
                connected.completeExceptionally(new IllegalStateException(f.toString()));
            }
        }

        @Override
        public void onQuiesced(long lastByteNs) {
            quiesced.complete(lastByteNs);
        }
    }
}
