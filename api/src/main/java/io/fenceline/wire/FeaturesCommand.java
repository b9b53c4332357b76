package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/**
 * The submission queue entry of Set Features and Get Features (NVM Express Base 2.1, 5.1.25 and 5.1.11), beside
 * what {@link Sqe} has.
 */
public final class FeaturesCommand {
    /** Length in bytes. */
    public static final int BYTES = 64;
    /** Feature identifier, as in {@link Fid}. */
    public static final Field FID = new Field(40, 1);
    /** The value, as in {@link Feature}. */
    public static final Field CDW11 = new Field(44, 4);
    /** UUID index, bits 6:0. */
    public static final Field UUIDX = new Field(56, 1);
    /** SV in CDW10 of Set Features: save the value. */
    public static final int SV = 1 << 31;
    /** SEL: the current value. */
    public static final int SEL_CURRENT = 0;
    /** SEL: the default value. */
    public static final int SEL_DEFAULT = 1;
    /** SEL: the saved value. */
    public static final int SEL_SAVED = 2;
    /** SEL: supported capabilities. */
    public static final int SEL_SUPPORTED = 3;
    /** DW0 for {@link #SEL_SUPPORTED}: saveable. */
    public static final int CAPABILITY_SAVEABLE = 1;
    /** DW0 for {@link #SEL_SUPPORTED}: namespace specific. */
    public static final int CAPABILITY_NAMESPACE_SPECIFIC = 1 << 1;
    /** DW0 for {@link #SEL_SUPPORTED}: changeable. */
    public static final int CAPABILITY_CHANGEABLE = 1 << 2;

    /**
     * What Get Features asks for.
     *
     * @param sqe 64 bytes
     * @return 0 to 7
     */
    public static int sel(MemorySegment sqe) {
        return Sqe.cdw(sqe, 10) >>> 8 & 7;
    }

    /**
     * Whether Set Features asks to save.
     *
     * @param sqe 64 bytes
     * @return true when SV is set
     */
    public static boolean sv(MemorySegment sqe) {
        return Sqe.cdw(sqe, 10) < 0;
    }

    /**
     * Writes a Set Features; an SGL, where the feature has data, is the transport's to write.
     *
     * @param sqe 64 bytes, cleared here
     * @param cid command identifier
     * @param nsid namespace identifier
     * @param fid feature
     * @param cdw11 value
     */
    public static void encodeSet(MemorySegment sqe, int cid, int nsid, int fid, int cdw11) {
        Sqe.clear(sqe, AdminOpcode.SET_FEATURES, cid, nsid);
        FID.put(sqe, fid);
        CDW11.put(sqe, cdw11);
    }

    /**
     * Writes a Get Features; an SGL, where the feature has data, is the transport's to write.
     *
     * @param sqe 64 bytes, cleared here
     * @param cid command identifier
     * @param nsid namespace identifier
     * @param fid feature
     * @param sel which value
     */
    public static void encodeGet(MemorySegment sqe, int cid, int nsid, int fid, int sel) {
        Sqe.clear(sqe, AdminOpcode.GET_FEATURES, cid, nsid);
        Sqe.putCdw(sqe, 10, (fid & 0xFF) | (sel & 7) << 8);
    }

    private FeaturesCommand() {
    }
}
