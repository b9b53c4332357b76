package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/** The submission queue entry of Abort (NVM Express Base 2.1, 5.1.1), beside what {@link Sqe} has. */
public final class AbortCommand {
    /** Length in bytes. */
    public static final int BYTES = 64;
    /** Submission queue of the command to abort. */
    public static final Field SQID = new Field(40, 2);
    /** Identifier of the command to abort. */
    public static final Field CID = new Field(42, 2);
    /** DW0 of the completion: the command was not aborted. */
    public static final int NOT_ABORTED = 1;

    /**
     * Writes an Abort.
     *
     * @param sqe 64 bytes, cleared here
     * @param cid command identifier of the Abort itself
     * @param sqid submission queue of the command to abort
     * @param abortCid identifier of the command to abort
     */
    public static void encode(MemorySegment sqe, int cid, int sqid, int abortCid) {
        Sqe.clear(sqe, AdminOpcode.ABORT, cid, 0);
        SQID.put(sqe, sqid);
        CID.put(sqe, abortCid);
    }

    private AbortCommand() {
    }
}
