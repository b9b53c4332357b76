package io.fenceline.testkit.host;

import io.fenceline.wire.Bytes;
import java.lang.foreign.MemorySegment;

/** How a command ended. */
public final class Reply {
    private final String what;
    private final int status;
    private final long result;
    private final int sqHead;
    private final byte[] data;

    Reply(String what, int status, long result, int sqHead, byte[] data) {
        this.what = what;
        this.status = status;
        this.result = result;
        this.sqHead = sqHead;
        this.data = data;
    }

    /**
     * The status.
     *
     * @return as in {@link io.fenceline.wire.Status}, DNR included
     */
    public int status() {
        return status;
    }

    /**
     * The result.
     *
     * @return DW0 in the low half, DW1 in the high half
     */
    public long result() {
        return result;
    }

    /**
     * SQHD.
     *
     * @return the head pointer; -1: the transport ended the command without one
     */
    public int sqHead() {
        return sqHead;
    }

    /**
     * The data that came, as long as was expected.
     *
     * @return the bytes; empty: none were expected
     */
    public byte[] data() {
        return data;
    }

    /**
     * The data, for the functions of {@link Bytes}.
     *
     * @return the same bytes
     */
    public MemorySegment memory() {
        return MemorySegment.ofArray(data);
    }

    /**
     * Throws unless the command succeeded.
     *
     * @return this
     * @throws AssertionError with the command and its status
     */
    public Reply requireOk() {
        return requireStatus(0);
    }

    /**
     * Throws unless the command ended with a status.
     *
     * @param wanted as in {@link io.fenceline.wire.Status}, DNR included
     * @return this
     * @throws AssertionError with the command and its status
     */
    public Reply requireStatus(int wanted) {
        if (status != wanted) {
            throw new AssertionError("%s ended with status %04Xh, not %04Xh".formatted(what, status, wanted));
        }
        return this;
    }

    @Override
    public String toString() {
        return "%s: status %04Xh, result %Xh, %d bytes".formatted(what, status, result, data.length);
    }
}
