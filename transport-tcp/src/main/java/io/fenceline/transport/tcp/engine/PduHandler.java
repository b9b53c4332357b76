package io.fenceline.transport.tcp.engine;

import java.lang.foreign.MemorySegment;

/** One end's rules for what comes in. Called by {@link PduReader}. */
interface PduHandler {
    /** After {@link #onHeader}: the PDU is done, or its data is to be skipped. */
    int DONE = 0;
    /** After {@link #onHeader}: the data goes to where {@link PduReader#expect} said. */
    int DATA = 1;
    /** After {@link #onHeader}: there is no memory now; ask again with {@link PduReader#retry}. */
    int BLOCKED = 2;
    /** After {@link #onHeader}: the connection has ended. */
    int STOP = 3;

    /**
     * Checks a common header.
     *
     * @param header as in {@link io.fenceline.transport.tcp.pdu.CommonHeader#encode}
     * @return length of the header with its digest; 0: the connection has ended
     */
    int onCommonHeader(long header);

    /**
     * A header is complete, and its digest fits.
     *
     * @param s where it is; valid only during the call
     * @param at offset of the PDU
     * @param header its common header
     * @return {@link #DONE}, {@link #DATA}, {@link #BLOCKED} or {@link #STOP}
     */
    int onHeader(MemorySegment s, long at, long header);

    /**
     * The digest of a header does not fit.
     *
     * @param s where it is; valid only during the call
     * @param at offset of the PDU
     * @param headerBytes length of the header
     * @param received the digest that came
     */
    void onHeaderDigestError(MemorySegment s, long at, int headerBytes, int received);

    /**
     * The data of a PDU is complete. Not called for data that was skipped.
     *
     * @param digestFits false: there is a digest, and it does not fit
     */
    void onDataEnd(boolean digestFits);
}
