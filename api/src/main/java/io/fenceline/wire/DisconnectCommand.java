package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/**
 * The submission queue entry of Disconnect (NVM Express Base 2.1, 6.4), beside what {@link Sqe} has. It goes over
 * the I/O queue that it deletes.
 */
public final class DisconnectCommand {
    /** Length in bytes. */
    public static final int BYTES = 64;
    /** Record format: 0. */
    public static final Field RECFMT = new Field(40, 2);

    /**
     * Writes a Disconnect.
     *
     * @param sqe 64 bytes, cleared here
     * @param cid command identifier
     */
    public static void encode(MemorySegment sqe, int cid) {
        Sqe.clearFabrics(sqe, cid, FabricsCommand.DISCONNECT);
    }

    private DisconnectCommand() {
    }
}
