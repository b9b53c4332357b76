package io.fenceline.wire;

/** SGL support, SGLS of Identify Controller (NVM Express Base 2.1, 5.1.13.2.1). */
public final class Sgls {
    /** Bits 1:0 with value 01b: SGLs, byte aligned. */
    public static final int SUPPORTED_BYTE = 1;
    /** Bits 1:0 with value 10b: SGLs, dword aligned. */
    public static final int SUPPORTED_DWORD = 2;
    /** Keyed data block descriptor. */
    public static final int KEYED = 1 << 2;
    /** Bit bucket descriptor. */
    public static final int BIT_BUCKET = 1 << 16;
    /** Byte aligned contiguous metadata buffer. */
    public static final int MPTR_BYTE_ALIGNED = 1 << 17;
    /** SGLs longer than the data. */
    public static final int OVERSIZE = 1 << 18;
    /** MPTR with an SGL descriptor. */
    public static final int MPTR_SGL = 1 << 19;
    /** Address field of a data block as an offset: in-capsule data. */
    public static final int OFFSET = 1 << 20;
    /** Transport data block descriptor. */
    public static final int TRANSPORT = 1 << 21;

    private Sgls() {
    }
}
