package io.fenceline.core.target.engine.io;

/**
 * What the Error Information log page tells about a command that failed (NVM Express Base 2.1, 5.1.12.1.2).
 *
 * @param sqid submission queue
 * @param cid command identifier
 * @param status as in {@link io.fenceline.wire.Status}
 * @param location parameter error location: byte of the command in bits 7:0, bit in 10:8; FFFFh: not about one parameter
 * @param lba first logical block that the error is about; 0 if it is about none
 * @param nsid namespace
 */
public record ErrorEntry(int sqid, int cid, int status, int location, long lba, int nsid) {
    /** Location of an error that is not about one parameter. */
    public static final int NO_LOCATION = 0xFFFF;
}
