package io.fenceline.core.host.engine.queue;

import io.fenceline.core.conductor.ControlLoop;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** An admin or Fabrics command of the control path. Made anew for each. */
public final class AdminCall {
    /** What an empty answer has for data. */
    static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

    /** Writes the submission queue entry. */
    @FunctionalInterface
    public interface Encoder {
        /**
         * Writes it.
         *
         * @param sqe 64 bytes
         * @param cid what to put in
         */
        void encode(MemorySegment sqe, int cid);
    }

    /** Hears of the end, on the control loop, exactly once. */
    @FunctionalInterface
    public interface Done {
        /**
         * It has ended.
         *
         * @param status as in {@link io.fenceline.wire.Status}; {@link io.fenceline.wire.Status#ABORTED_BY_HOST}: the queue has ended
         * @param result DW0 in the low half
         * @param data what was read, on the heap
         */
        void onDone(int status, long result, MemorySegment data);
    }

    final String name;
    final Encoder encoder;
    final @Nullable MemorySegment out;
    final int readBytes;
    final long timeoutNs;
    final Done done;
    ControlLoop.@Nullable Timer timer;
    boolean ended;
    int cid;
    io.fenceline.spi.transport.@Nullable DataBuffer buffer;
    private volatile boolean sent;

    /**
     * Makes one.
     *
     * @param name for messages
     * @param encoder writes the entry
     * @param out data for the controller; null: none
     * @param readBytes how much data is wanted from the controller; 0: none
     * @param timeoutNs after which the controller has failed; {@link Long#MAX_VALUE}: never
     * @param done hears of the end
     */
    public AdminCall(String name, Encoder encoder, @Nullable MemorySegment out, int readBytes, long timeoutNs, Done done) {
        this.name = name;
        this.encoder = encoder;
        this.out = out;
        this.readBytes = readBytes;
        this.timeoutNs = timeoutNs;
        this.done = done;
    }

    /**
     * Whether the controller may have seen it.
     *
     * @return false: surely not
     */
    public boolean wasSent() {
        return sent;
    }

    void markSent() {
        sent = true;
    }

    int length() {
        return out != null ? (int) out.byteSize() : readBytes;
    }
}
