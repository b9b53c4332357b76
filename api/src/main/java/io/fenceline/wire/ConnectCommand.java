package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/** The submission queue entry of Connect (NVM Express Base 2.1, 6.3), beside what {@link Sqe} has. */
public final class ConnectCommand {
    /** Length in bytes. */
    public static final int BYTES = 64;
    /** Record format of the Connect data: 0. */
    public static final Field RECFMT = new Field(40, 2);
    /** Queue identifier: 0 is the Admin Queue. */
    public static final Field QID = new Field(42, 2);
    /** Submission queue size in entries, 0's based. */
    public static final Field SQSIZE = new Field(44, 2);
    /** Connect attributes. */
    public static final Field CATTR = new Field(46, 1);
    /** Keep alive timeout in milliseconds; 0 is none. Admin Queue only. */
    public static final Field KATO = new Field(48, 4);
    /** CATTR bits 1:0: priority class. */
    public static final int CATTR_PRIOCLASS = 0x03;
    /** CATTR bit 2: submission queue flow control is disabled. */
    public static final int CATTR_DISABLE_SQ_FLOW_CONTROL = 0x04;
    /** CATTR bit 3: the host deletes individual I/O queues. */
    public static final int CATTR_INDIVIDUAL_IO_QUEUE_DELETION = 0x08;

    /**
     * Writes a Connect command; its SGL is the transport's to write.
     *
     * @param sqe 64 bytes, cleared here
     * @param cid command identifier
     * @param qid queue identifier
     * @param sqsize entries, 0's based
     * @param cattr attributes
     * @param katoMs keep alive timeout in milliseconds
     */
    public static void encode(MemorySegment sqe, int cid, int qid, int sqsize, int cattr, long katoMs) {
        Sqe.clearFabrics(sqe, cid, FabricsCommand.CONNECT);
        QID.put(sqe, qid);
        SQSIZE.put(sqe, sqsize);
        CATTR.put(sqe, cattr);
        KATO.put(sqe, katoMs);
    }

    private ConnectCommand() {
    }
}
