package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/**
 * An ANA Group Descriptor of the ANA log page: this header, then NNSIDV namespace identifiers of four bytes,
 * ascending (NVM Express Base 2.1, 5.1.12.1.13).
 */
public final class AnaGroup {
    /** ANA Group ID, 1 or more. */
    public static final Field AGID = new Field(0, 4);
    /** Number of NSID Values. */
    public static final Field NNSIDV = new Field(4, 4);
    /** Change Count of the group; 0 is not reported. */
    public static final Field CHANGE_COUNT = new Field(8, 8);
    /** Asymmetric Namespace Access State, bits 3:0. */
    public static final Field STATE = new Field(16, 1);
    /** Length of the header in bytes. */
    public static final int HEADER_BYTES = 32;
    /** State: ANA Optimized. */
    public static final int OPTIMIZED = 0x1;
    /** State: ANA Non-Optimized. */
    public static final int NON_OPTIMIZED = 0x2;
    /** State: ANA Inaccessible. */
    public static final int INACCESSIBLE = 0x3;
    /** State: ANA Persistent Loss. */
    public static final int PERSISTENT_LOSS = 0x4;
    /** State: ANA Change. */
    public static final int CHANGE = 0xF;

    /**
     * Writes a namespace identifier.
     *
     * @param group the descriptor
     * @param index 0 to NNSIDV-1
     * @param nsid namespace identifier
     */
    public static void putNsid(MemorySegment group, int index, int nsid) {
        Bytes.put32(group, HEADER_BYTES + 4L * index, nsid);
    }

    /**
     * Reads a namespace identifier.
     *
     * @param group the descriptor
     * @param index 0 to NNSIDV-1
     * @return the namespace identifier
     */
    public static int nsid(MemorySegment group, int index) {
        return Bytes.i32(group, HEADER_BYTES + 4L * index);
    }

    /**
     * The length of a descriptor.
     *
     * @param nsids number of namespace identifiers in it
     * @return bytes
     */
    public static long bytes(long nsids) {
        return HEADER_BYTES + 4 * nsids;
    }

    /**
     * The specification's name of a state.
     *
     * @param state 0 to 15
     * @return the name
     */
    public static String name(int state) {
        return switch (state) {
            case OPTIMIZED -> "ANA Optimized";
            case NON_OPTIMIZED -> "ANA Non-Optimized";
            case INACCESSIBLE -> "ANA Inaccessible";
            case PERSISTENT_LOSS -> "ANA Persistent Loss";
            case CHANGE -> "ANA Change";
            default -> Integer.toHexString(state) + 'h';
        };
    }

    private AnaGroup() {
    }
}
