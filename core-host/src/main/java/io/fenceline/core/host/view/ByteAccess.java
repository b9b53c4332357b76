package io.fenceline.core.host.view;

import io.fenceline.api.NvmeException;
import io.fenceline.api.host.IoOptions;
import io.fenceline.api.host.NamespaceHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bytes at any offset of a namespace. What begins or ends inside a block is read around it, and a write of part of a block reads,
 * changes and writes the block; writes through the same object that touch the same block run one after another. Any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // how a command ended its transfer tells
final class ByteAccess {
    /** The most that one transfer moves: it bounds the memory that one needs. */
    static final int MAX_TRANSFER = 8 << 20;
    /** Transfers under way. */
    static final int MAX_TRANSFERS = WriteOrder.MAX_WRITES;

    private final NamespaceHandle namespace;
    private final int block;
    private final WriteOrder order = new WriteOrder();
    private final Set<Transfer> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    ByteAccess(NamespaceHandle namespace) {
        this.namespace = namespace;
        block = namespace.blockSize();
    }

    long size() {
        return namespace.bytes();
    }

    boolean isOpen() {
        return !closed;
    }

    /** Ends all transfers; they fail with {@link java.nio.channels.AsynchronousCloseException}. */
    void close() {
        closed = true;
        underWay.forEach(Transfer::close);
    }

    /**
     * Flushes.
     *
     * @return 0
     */
    Transfer flush() {
        Transfer transfer = begin();
        if (transfer.wanted()) {
            step(transfer, () -> namespace.flush(IoOptions.DEFAULTS), () -> transfer.end(0, ByteAccess::nothing), ByteAccess::nothing);
        }
        return transfer;
    }

    /**
     * Reads.
     *
     * @param into its position moves by what is read
     * @param position first byte
     * @return bytes read, -1 at the end
     */
    Transfer read(ByteBuffer into, long position) {
        Transfer transfer = begin();
        int head = (int) (position % block);
        int length = length(into, position, head);
        if (!transfer.wanted()) {
            return transfer;
        }
        if (length <= 0) {
            transfer.end(into.hasRemaining() ? -1 : 0, ByteAccess::nothing);
            return transfer;
        }
        int covered = covered(head + length);
        int start = into.position();
        if (covered == length) {
            ByteBuffer whole = into.slice(start, length);
            step(transfer, () -> namespace.read(position / block, whole, IoOptions.DEFAULTS),
                    () -> transfer.end(length, () -> into.position(start + length)),
                    ByteAccess::nothing);
            return transfer;
        }
        ByteBuffer blocks = ByteBuffer.allocate(covered);
        step(transfer, () -> namespace.read(position / block, blocks, IoOptions.DEFAULTS),
                () -> transfer.end(length, () -> into.put(start, blocks, head, length).position(start + length)), ByteAccess::nothing);
        return transfer;
    }

    /**
     * Writes.
     *
     * @param from its position moves by what is written; what is behind the end of the namespace is left
     * @param position first byte
     * @return bytes written; fails when all of it would be behind the end
     */
    Transfer write(ByteBuffer from, long position) {
        Transfer transfer = begin();
        int head = (int) (position % block);
        int length = length(from, position, head);
        if (!transfer.wanted()) {
            return transfer;
        }
        if (length <= 0) {
            if (from.hasRemaining()) {
                transfer.fail(new IOException("offset " + position + " is behind the end: the namespace has " + size() + " bytes"));
            } else {
                transfer.end(0, ByteAccess::nothing);
            }
            return transfer;
        }
        new Write(transfer, from, length, position / block, head, covered(head + length)).enter();
        return transfer;
    }

    private int length(ByteBuffer buffer, long position, int head) {
        return (int) Math.min(Math.min(buffer.remaining(), MAX_TRANSFER - head), Math.max(0, size() - position));
    }

    private static void nothing() {
        // What a step without clean-up does.
    }

    private int covered(int bytes) {
        return (bytes + block - 1) / block * block;
    }

    private Transfer begin() {
        Transfer transfer = new Transfer();
        if (underWay.size() >= MAX_TRANSFERS) {
            transfer.fail(new IOException(MAX_TRANSFERS + " transfers are under way through this channel; it takes no more"));
            return transfer;
        }
        underWay.add(transfer);
        transfer.whenEnded(() -> underWay.remove(transfer));
        if (closed) {
            transfer.fail(new ClosedChannelException());
        }
        return transfer;
    }

    /**
     * Runs one command of a transfer.
     *
     * @param command starts it
     * @param next when it has ended well and the transfer is still wanted
     * @param end otherwise
     */
    private static void step(Transfer transfer, Supplier<CompletableFuture<Void>> command, Runnable next, Runnable end) {
        CompletableFuture<Void> started;
        try {
            started = command.get();
        } catch (RuntimeException e) {
            end.run();
            transfer.fail(e);
            return;
        }
        transfer.goOn(started);
        started.whenComplete((nothing, failure) -> {
            if (failure == null && transfer.wanted()) {
                next.run();
            } else {
                end.run();
                transfer.fail(failure == null ? new IOException("not wanted any more") : failure);
            }
        });
    }

    /** A write: waits for its turn, reads the blocks that it does not fill, writes. */
    private final class Write {
        private final Transfer transfer;
        private final ByteBuffer from;
        private final int start;
        private final int length;
        private final long lba;
        private final int head;
        /** All blocks that are touched: the caller's memory when it fills them. */
        private final ByteBuffer data;
        private final boolean whole;
        private final WriteOrder.@Nullable Turn turn;

        Write(Transfer transfer, ByteBuffer from, int length, long lba, int head, int covered) {
            this.transfer = transfer;
            this.from = from;
            this.length = length;
            this.lba = lba;
            this.head = head;
            start = from.position();
            whole = covered == length;
            data = whole ? from.slice(start, length) : ByteBuffer.allocate(covered).put(head, from, start, length);
            turn = turn(covered);
        }

        private WriteOrder.@Nullable Turn turn(int covered) {
            try {
                return order.enter(lba, lba + covered / block, this::first);
            } catch (NvmeException e) {
                transfer.fail(e);
                return null;
            }
        }

        void enter() {
            if (turn != null) {
                order.begin(turn);
            }
        }

        private void leave() {
            if (turn != null) {
                order.leave(turn);
            }
        }

        /** Its turn has come. */
        private void first() {
            if (!transfer.wanted()) {
                leave();
            } else if (whole) {
                write();
            } else if (head > 0) {
                keep(0, this::last);
            } else {
                last();
            }
        }

        /** The first block is complete. */
        private void last() {
            boolean partial = (head + length) % block > 0;
            boolean read = head > 0 && data.capacity() == block;
            if (partial && !read) {
                keep(data.capacity() - block, this::write);
            } else {
                write();
            }
        }

        /** Reads one block and keeps what the caller does not replace. */
        private void keep(int at, Runnable next) {
            ByteBuffer old = ByteBuffer.allocate(block);
            step(transfer, () -> namespace.read(lba + at / block, old, IoOptions.DEFAULTS), () -> {
                for (int i = 0; i < block; i++) {
                    if (at + i < head || at + i >= head + length) {
                        data.put(at + i, old.get(i));
                    }
                }
                next.run();
            }, this::leave);
        }

        private void write() {
            step(transfer, () -> namespace.write(lba, data.duplicate(), IoOptions.DEFAULTS), () -> {
                leave();
                transfer.end(length, () -> from.position(start + length));
            }, this::leave);
        }
    }
}
