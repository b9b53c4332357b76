package io.fenceline.wire;

/**
 * The I/O Command Set specific Identify Controller data structure of the NVM Command Set, CNS 06h with CSI 00h
 * (NVM Command Set 1.1, 4.1.5.4).
 */
public final class NvmController {
    /** Length in bytes. */
    public static final int BYTES = 4096;
    /** Verify Size Limit, a power of two of CAP.MPSMIN; 0 is no limit. */
    public static final Field VSL = new Field(0, 1);
    /** Write Zeroes Size Limit, a power of two of CAP.MPSMIN; 0 is no limit. */
    public static final Field WZSL = new Field(1, 1);
    /** Write Uncorrectable Size Limit, a power of two of CAP.MPSMIN; 0 is no limit. */
    public static final Field WUSL = new Field(2, 1);
    /** Dataset Management Ranges Limit; 0 is not reported. */
    public static final Field DMRL = new Field(3, 1);
    /** Dataset Management Range Size Limit, in logical blocks; 0 is not reported. */
    public static final Field DMRSL = new Field(4, 4);
    /** Dataset Management Size Limit, in logical blocks; 0 is not reported. */
    public static final Field DMSL = new Field(8, 8);
    /** Key Per I/O Capabilities. */
    public static final Field KPIOCAP = new Field(16, 1);
    /** Write Zeroes With Deallocate Size Limit, a power of two of CAP.MPSMIN; 0 is no limit. */
    public static final Field WZDSL = new Field(17, 1);
    /** Admin Optional Command Support. */
    public static final Field AOCS = new Field(18, 2);
    /** Version of the NVM Command Set, as in {@link Version}. */
    public static final Field VER = new Field(20, 4);
    /** LBA Migration Queue Format. */
    public static final Field LBAMQF = new Field(24, 1);

    private NvmController() {
    }
}
