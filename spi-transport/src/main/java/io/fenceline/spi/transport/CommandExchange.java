package io.fenceline.spi.transport;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The life of one command at the target end of a transport: four verbs that fit R2T and C2HData, RDMA READ and WRITE, and
 * FC data IUs. Called on the queue pair's loop only. The core ends each exchange exactly once, by {@link #respond},
 * {@link #sendAndRespond} or {@link #discard}; the object is then used for another command.
 *
 * <p>One fetch or send at a time; all three endings only when none is outstanding. Whoever moves data in pieces begins with
 * the first and leaves no gap: some hosts count what has come instead of looking at offsets. Calls that break these rules,
 * or come after the end, throw {@link IllegalStateException}; a range outside the command's data throws
 * {@link IllegalArgumentException} or {@link IndexOutOfBoundsException}; nothing has happened then.
 */
public interface CommandExchange {
    /**
     * Which of the queue pair's exchanges this is: small, stable while the command runs, so that the core can keep tables.
     *
     * @return 0 to twice the queue's size at most
     */
    int slot();

    /**
     * The command, 64 bytes; a copy that is stable until the exchange ends.
     *
     * @return the submission queue entry
     */
    MemorySegment sqe();

    /**
     * How much data the command's SGL describes.
     *
     * @return bytes; 0: none
     */
    int dataLength();

    /**
     * Whether the command's SGL is one that this transport takes.
     *
     * @return {@link io.fenceline.wire.Status#SUCCESS}, or the status to answer with
     */
    int sglStatus();

    /**
     * Takes the data that came in the capsule. The buffer becomes the core's, which releases it.
     *
     * @return {@link #dataLength} bytes from the start of the buffer; null: there is none (or it was taken), and data of a
     *         write has to be fetched
     */
    @Nullable
    DataBuffer takeInCapsuleData();

    /**
     * Gets data from the host: R2T and H2CData, RDMA READ, XFER_RDY. The buffer is the transport's until
     * {@link TargetQueuePairListener#onFetched}.
     *
     * @param into receives at its start
     * @param offset in the command's data
     * @param length bytes; offset + length is at most {@link #dataLength}
     */
    void fetch(DataBuffer into, int offset, int length);

    /**
     * Gives data to the host: C2HData, RDMA WRITE. The buffer is the transport's until
     * {@link TargetQueuePairListener#onSent}.
     *
     * @param from data at its start
     * @param offset in the command's data
     * @param length bytes; offset + length is at most {@link #dataLength}
     */
    void send(DataBuffer from, int offset, int length);

    /**
     * Gives all data and success in one, and ends the exchange. The transport takes the buffer over and releases it.
     *
     * @param from data at its start; all {@code length} bytes are the command's data from offset 0
     * @param length bytes, at most {@link #dataLength}
     * @param result DW0 in the low half, DW1 in the high half
     * @param sqHead SQHD
     */
    void sendAndRespond(DataBuffer from, int length, long result, int sqHead);

    /**
     * Gives the completion, and ends the exchange.
     *
     * @param result DW0 in the low half, DW1 in the high half
     * @param sqHead SQHD
     * @param status as in {@link io.fenceline.wire.Status}
     */
    void respond(long result, int sqHead, int status);

    /** Ends the exchange and says nothing: the association is gone. */
    void discard();
}
