package io.fenceline.assembly.nbd.netty;

import io.fenceline.assembly.nbd.engine.Payload;
import io.fenceline.assembly.nbd.engine.Transfer;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a payload as Netty wants to see it, made once for each payload. Where Netty would free it, it tells its
 * connection that the reply has left, and is as good as new.
 */
final class PayloadView extends UnpooledDirectByteBuf {
    private final TransmissionHandler connection;
    private final long address;
    private @Nullable Transfer sending;
    private int limit;

    private PayloadView(Payload payload, TransmissionHandler connection) {
        super(UnpooledByteBufAllocator.DEFAULT, payload.bytes().duplicate().clear(), payload.bytes().capacity());
        this.connection = connection;
        this.address = payload.address();
    }

    static PayloadView of(Payload payload, TransmissionHandler connection) {
        if (payload.binding() instanceof PayloadView view) {
            return view;
        }
        PayloadView view = new PayloadView(payload, connection);
        payload.binding(view);
        return view;
    }

    /** To be filled from the socket, from one index to another. */
    PayloadView forInput(int from, int to) {
        limit = to;
        setIndex(from, from);
        return this;
    }

    /** To be written to the socket. */
    PayloadView forOutput(Transfer transfer, int from, int length) {
        limit = from + length;
        sending = transfer;
        setIndex(from, from + length);
        return this;
    }

    /** So that a read stops where the data ends, though the memory does not. */
    @Override
    public int capacity() {
        return limit == 0 ? super.capacity() : limit;
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
        Transfer sent = sending;
        if (sent != null) {
            sending = null;
            connection.onSent(sent);
        }
    }
}
