package io.fenceline.transport.tcp.netty;

import io.fenceline.transport.tcp.engine.LoopBufferPool;
import io.fenceline.transport.tcp.engine.PooledBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where sockets are read into. Engines take all they are given before the next read, so that one buffer serves all
 * connections of a loop, and a silent connection costs none. With io_uring, where reads are under way while others run,
 * each connection has its own.
 */
final class ReceiveBuffer implements RecvByteBufAllocator {
    /** How much is read at once: a batch of 128 commands with 1 KiB each, and small enough to stay in the second-level cache. */
    static final int BYTES = 256 * 1024;
    /** With io_uring, for each connection. */
    static final int BYTES_PER_CONNECTION = 64 * 1024;
    /** Reads of one connection before the others have their turn. */
    private static final int READS_AT_ONCE = 4;

    private final PooledBuffer buffer;
    private final SocketView view;

    ReceiveBuffer(LoopBufferPool pool, int bytes) {
        buffer = pool.takeForOutput(bytes);
        view = SocketView.forInput(buffer);
    }

    PooledBuffer buffer() {
        return buffer;
    }

    void release() {
        buffer.release();
    }

    @Override
    @SuppressWarnings("deprecation") // the interface still wants the old kind
    public Handle newHandle() {
        return new ReceiveHandle();
    }

    private final class ReceiveHandle implements ExtendedHandle {
        private @Nullable ChannelConfig config;
        private int reads;
        private int attempted;
        private int last;

        @Override
        public ByteBuf allocate(ByteBufAllocator alloc) {
            return view.clear();
        }

        @Override
        public int guess() {
            return view.capacity();
        }

        @Override
        public void reset(ChannelConfig channelConfig) {
            config = channelConfig;
            reads = 0;
        }

        @Override
        public void incMessagesRead(int messages) {
            reads += messages;
        }

        @Override
        public void lastBytesRead(int bytes) {
            last = bytes;
        }

        @Override
        public int lastBytesRead() {
            return last;
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            attempted = bytes;
        }

        @Override
        public int attemptedBytesRead() {
            return attempted;
        }

        @Override
        public boolean continueReading() {
            return reads < READS_AT_ONCE && last == attempted && config != null && config.isAutoRead();
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreDataSupplier) {
            return continueReading();
        }

        @Override
        public void readComplete() {
            // nothing is learnt: the size is fixed
        }
    }
}
