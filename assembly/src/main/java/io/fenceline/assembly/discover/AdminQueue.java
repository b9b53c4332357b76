package io.fenceline.assembly.discover;

import io.fenceline.api.NvmeException;
import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.QueuePair;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Sqe;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One admin queue, one command at a time, with calls that wait. For one caller's thread, which is not the loop. */
final class AdminQueue implements QueuePairListener {
    private static final int SLOT = 0;
    /** How long the end of a connection is waited for. */
    private static final long LINGER_MS = 200;

    private final TransportAddress remote;
    private final int cidStep;
    private final LongSupplier clock;
    private final long deadlineNs;
    private final CompletableFuture<QueuePair> connected = new CompletableFuture<>();
    private final CompletableFuture<Boolean> quiesced = new CompletableFuture<>();
    private final MemorySegment sqe = Arena.ofAuto().allocate(Sqe.BYTES, 8);
    /** The command on its way; loop only. */
    private @Nullable Exchange running;
    private int generation;

    /**
     * What came back.
     *
     * @param status as in {@link io.fenceline.wire.Status}
     * @param result DW0 and DW1
     * @param data what was read; of length 0 when nothing was to be
     */
    record Reply(int status, long result, MemorySegment data) {
    }

    private record Exchange(@Nullable DataBuffer buffer, int readBytes, CompletableFuture<Reply> reply) {
    }

    private AdminQueue(TransportAddress remote, int size, LongSupplier clock, long deadlineNs) {
        this.remote = remote;
        this.cidStep = Integer.highestOneBit(size - 1) << 1;
        this.clock = clock;
        this.deadlineNs = deadlineNs;
    }

    /**
     * Connects.
     *
     * @throws NvmeException (RETRY) when nobody answers before the deadline, or (FAIL) when the transport's handshake fails
     */
    static AdminQueue open(HostTransport transport, TransportAddress remote, QueuePairParams params, LongSupplier clock, long deadlineNs) {
        AdminQueue queue = new AdminQueue(remote, params.size(), clock, deadlineNs);
        transport.connect(remote, params, queue);
        queue.await(queue.connected, "connection");
        return queue;
    }

    /**
     * Sends a command and waits for its answer.
     *
     * @param what for messages
     * @param encode writes the entry; is given it and the command identifier
     * @param write data to the controller; empty: none
     * @param readBytes data from the controller; 0: none
     */
    Reply execute(String what, Encoder encode, byte[] write, int readBytes) {
        QueuePair queuePair = connected.join();
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        queuePair.loop().execute(() -> submit(queuePair, encode, write, readBytes, reply));
        return await(reply, what);
    }

    /** Writes a submission queue entry. */
    interface Encoder {
        /** Writes it. */
        void encode(MemorySegment sqe, int cid);
    }

    private void submit(QueuePair queuePair, Encoder encode, byte[] write, int readBytes, CompletableFuture<Reply> reply) {
        int length = Math.max(write.length, readBytes);
        DataBuffer buffer = length == 0 ? null : queuePair.buffers().take(length);
        if (length > 0 && buffer == null) {
            reply.completeExceptionally(new NvmeException(NvmeException.Category.RETRY, remote + ": no memory for " + length + " bytes"));
            return;
        }
        if (buffer != null) {
            MemorySegment.copy(write, 0, buffer.segment(), ValueLayout.JAVA_BYTE, 0, write.length);
        }
        generation = (generation + 1) & (0xFFFF / cidStep);
        encode.encode(sqe, (generation * cidStep | SLOT) & 0xFFFF);
        running = new Exchange(buffer, readBytes, reply);
        queuePair.submit(SLOT, sqe, buffer, length);
        queuePair.flush();
    }

    /** Ends the connection in good order, if that can be had in a moment; else whoever closes the transport cuts it. */
    void close() {
        QueuePair queuePair = connected.isCompletedExceptionally() ? null : connected.getNow(null);
        if (queuePair == null) {
            return;
        }
        queuePair.loop().execute(() -> queuePair.disconnect(TransportFault.of(TransportFault.Kind.CLOSED, "done")));
        quiesced.completeOnTimeout(false, LINGER_MS, TimeUnit.MILLISECONDS).join();
    }

    private <T> T await(CompletableFuture<T> future, String what) {
        try {
            return future.get(Math.max(0, deadlineNs - clock.getAsLong()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new NvmeException(NvmeException.Category.RETRY, remote + ": no " + what + " in time", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NvmeException cause) {
                throw cause;
            }
            throw new NvmeException(NvmeException.Category.FAIL, remote + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NvmeException(NvmeException.Category.RETRY, remote + ": interrupted", e);
        }
    }

    @Override
    public void onConnected(QueuePair queuePair) {
        connected.complete(queuePair);
    }

    @Override
    public void onCompletion(int slot, long result, int sqHead, int status) {
        Exchange exchange = running;
        running = null;
        if (exchange == null) {
            return;
        }
        DataBuffer buffer = exchange.buffer();
        MemorySegment data = MemorySegment.NULL;
        if (buffer != null) {
            data = Arena.ofAuto().allocate(Math.max(8, exchange.readBytes()), 8);
            MemorySegment.copy(buffer.segment(), 0, data, 0, exchange.readBytes());
            buffer.release();
        }
        exchange.reply().complete(new Reply(status, result, data));
    }

    @Override
    public void onBatchEnd() {
        // one command at a time: there is no batch to hand on
    }

    @Override
    public void onFault(TransportFault fault) {
        boolean later = fault.kind() == TransportFault.Kind.NETWORK || fault.kind() == TransportFault.Kind.TIMEOUT;
        NvmeException failure = new NvmeException(later ? NvmeException.Category.RETRY : NvmeException.Category.FAIL,
                remote + ": " + fault.detail());
        fail(failure);
        QueuePair queuePair = connected.isCompletedExceptionally() ? null : connected.getNow(null);
        if (queuePair != null) {
            queuePair.disconnect(fault);
        }
    }

    private void fail(NvmeException failure) {
        connected.completeExceptionally(failure);
        Exchange exchange = running;
        if (exchange != null) {
            exchange.reply().completeExceptionally(failure);
        }
    }

    @Override
    public void onQuiesced(long lastByteNs) {
        fail(new NvmeException(NvmeException.Category.RETRY, remote + ": the connection has ended"));
        Exchange exchange = running;
        running = null;
        DataBuffer buffer = exchange == null ? null : exchange.buffer();
        if (buffer != null) {
            buffer.release();
        }
        quiesced.complete(true);
    }

    /** A structure of this length as bytes. */
    static byte[] bytes(int length, Consumer<MemorySegment> write) {
        MemorySegment segment = Arena.ofAuto().allocate(length, 8);
        write.accept(segment);
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) Bytes.u8(segment, i);
        }
        return data;
    }
}
