package io.fenceline.transport.tcp.engine;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** A socket of a test: what is flushed is at the peer at once, unless the peer does not read. */
final class TestWire implements Wire {
    private final ByteArrayOutputStream atPeer = new ByteArrayOutputStream();
    private final ByteArrayOutputStream queued = new ByteArrayOutputStream();
    private int ranges;
    @Nullable
    TcpConnection connection;
    /** The peer takes nothing. */
    boolean stuck;
    boolean reading = true;
    boolean runRequested;
    boolean outputShut;
    boolean aborted;
    int flushes;

    @Override
    public void write(PooledBuffer buffer, int from, int length) {
        queued.writeBytes(buffer.segment().asSlice(from, length).toArray(ValueLayout.JAVA_BYTE));
        ranges++;
    }

    @Override
    public void flush() {
        flushes++;
        if (!stuck && !aborted) {
            deliver();
        }
    }

    /** The peer reads what has been queued. */
    void deliver() {
        atPeer.writeBytes(queued.toByteArray());
        queued.reset();
        confirm(true);
    }

    private void confirm(boolean ok) {
        while (ranges > 0) {
            ranges--;
            requireNonNull(connection).onWritten(ok);
        }
    }

    @Override
    public void requestRun() {
        runRequested = true;
    }

    @Override
    public void reading(boolean on) {
        reading = on;
    }

    @Override
    public void shutdownOutput() {
        outputShut = true;
    }

    @Override
    public void abort() {
        aborted = true;
    }

    /** The socket goes, with what is queued in it. */
    void dropQueued() {
        queued.reset();
        confirm(false);
    }

    byte[] take() {
        byte[] bytes = atPeer.toByteArray();
        atPeer.reset();
        return bytes;
    }
}
