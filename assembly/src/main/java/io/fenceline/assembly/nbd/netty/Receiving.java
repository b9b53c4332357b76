package io.fenceline.assembly.nbd.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Where a connection reads into: large data of a WRITE right into its memory, all else into a buffer. */
final class Receiving implements RecvByteBufAllocator {
    /** A batch of sixteen WRITEs of 4 KiB. */
    static final int BYTES = 64 << 10;
    /** Less than this is not worth a read of its own. */
    static final int DIRECT_BYTES = 16 << 10;
    /** Reads of one connection before the others have their turn. */
    private static final int READS_AT_ONCE = 4;

    private @Nullable TransmissionHandler transmission;

    /** The handshake is over. */
    void transmission(TransmissionHandler begun) {
        transmission = begun;
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
            PayloadView data = transmission == null ? null : transmission.dataInput();
            return data == null ? alloc.directBuffer(BYTES, BYTES) : data;
        }

        @Override
        public int guess() {
            return BYTES;
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
