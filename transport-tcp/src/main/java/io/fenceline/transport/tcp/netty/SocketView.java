package io.fenceline.transport.tcp.netty;

import io.fenceline.transport.tcp.engine.PooledBuffer;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A pooled buffer as Netty wants to see it. Views are made once and used again: where Netty would free one, it tells its
 * channel, if it has one, and is as good as new.
 */
final class SocketView extends UnpooledDirectByteBuf {
    /** The views of one buffer that are not in use. */
    private static final class Free {
        @Nullable
        SocketView first;
    }

    private final long address;
    private final Free home;
    private @Nullable SocketView next;
    private @Nullable SocketChannelBinding channel;

    private SocketView(PooledBuffer buffer, Free home) {
        super(UnpooledByteBufAllocator.DEFAULT, buffer.byteBuffer().duplicate().clear(), buffer.capacity());
        this.address = buffer.segment().address();
        this.home = home;
    }

    /** A view to read into. */
    static SocketView forInput(PooledBuffer buffer) {
        return new SocketView(buffer, new Free());
    }

    /** A view of a range that is to be written; the channel hears when it has been. */
    static SocketView forOutput(PooledBuffer buffer, int from, int length, SocketChannelBinding channel) {
        Free home;
        if (buffer.binding() instanceof Free known) {
            home = known;
        } else {
            home = new Free();
            buffer.binding(home);
        }
        SocketView view = home.first;
        if (view == null) {
            view = new SocketView(buffer, home);
        } else {
            home.first = view.next;
            view.next = null;
        }
        view.channel = channel;
        view.setIndex(from, from + length);
        return view;
    }

    @Override
    public boolean hasMemoryAddress() {
        return true;
    }

    @Override
    public long memoryAddress() {
        return address;
    }

    @Override
    protected void deallocate() {
        resetRefCnt();
        SocketChannelBinding waiting = channel;
        if (waiting != null) {
            channel = null;
            next = home.first;
            home.first = this;
            waiting.onWritten();
        }
    }
}
