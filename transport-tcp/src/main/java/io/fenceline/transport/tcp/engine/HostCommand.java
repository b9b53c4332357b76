package io.fenceline.transport.tcp.engine;

import org.jspecify.annotations.Nullable;

/** A submitted command at the host end of a connection. One for each slot, used again and again. */
final class HostCommand implements PduWriter.PayloadOwner {
    private final TcpHostConnection connection;
    final int slot;
    boolean active;
    int cid;
    boolean write;
    boolean inCapsule;
    @Nullable
    PooledBuffer data;
    int length;
    int received;
    int asked;
    boolean digestError;
    int r2ts;
    int r2tFlush;
    /** Pieces of the data that are queued for the socket: until they are gone the buffer is not the core's. */
    int piecesOut;
    boolean answered;
    long result;
    int sqHead;
    int status;

    HostCommand(TcpHostConnection connection, int slot) {
        this.connection = connection;
        this.slot = slot;
    }

    void begin(int newCid, boolean isWrite, @Nullable PooledBuffer buffer, int bytes) {
        active = true;
        cid = newCid;
        write = isWrite;
        inCapsule = false;
        data = buffer;
        length = bytes;
        received = 0;
        asked = 0;
        digestError = false;
        r2ts = 0;
        answered = false;
    }

    @Override
    public void onPayloadWritten(PooledBuffer buffer, boolean written) {
        if (--piecesOut == 0 && answered) {
            connection.defer(this);
        }
    }
}
