package io.fenceline.wire;

/** DW0 of the completion of Connect (NVM Express Base 2.1, 6.3), as values for {@link Cqe}. */
public final class ConnectResponse {
    /** AUTHREQ.ASCR in DW0: authentication and secure channel required. */
    public static final int ASCR = 1 << 18;
    /** AUTHREQ.ATR in DW0: authentication transaction required. */
    public static final int ATR = 1 << 17;
    /** IATTR bit 0 in DW0 of a refusal: IPO is an offset in the data, not in the submission queue entry. */
    public static final int IATTR_DATA = 1 << 16;

    private ConnectResponse() {
    }

    /**
     * DW0 of a success.
     *
     * @param cntlid the controller's identifier
     * @param authreq 0, {@link #ATR}, {@link #ASCR} or both
     * @return DW0
     */
    public static int success(int cntlid, int authreq) {
        return (cntlid & 0xFFFF) | authreq;
    }

    /**
     * DW0 of Connect Invalid Parameters, when a field of the submission queue entry is wrong.
     *
     * @param offset of the field in the submission queue entry
     * @return DW0
     */
    public static int invalidInCommand(int offset) {
        return offset & 0xFFFF;
    }

    /**
     * DW0 of Connect Invalid Parameters, when a field of the Connect data is wrong.
     *
     * @param offset of the field in the data
     * @return DW0
     */
    public static int invalidInData(int offset) {
        return (offset & 0xFFFF) | IATTR_DATA;
    }

    /**
     * The controller identifier of a success.
     *
     * @param dw0 of the completion
     * @return CNTLID
     */
    public static int cntlid(long dw0) {
        return (int) dw0 & 0xFFFF;
    }

    /**
     * The invalid parameter offset of a refusal.
     *
     * @param dw0 of the completion
     * @return IPO
     */
    public static int ipo(long dw0) {
        return (int) dw0 & 0xFFFF;
    }

    /**
     * Tells what the offset of a refusal is about.
     *
     * @param dw0 of the completion
     * @return true for the data, false for the submission queue entry
     */
    public static boolean isInData(long dw0) {
        return (dw0 & IATTR_DATA) != 0;
    }
}
