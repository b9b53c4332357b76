package io.fenceline.wire;

/**
 * The I/O Command Set specific Identify Namespace data structure of the NVM Command Set, CNS 05h with CSI 00h (NVM
 * Command Set 1.1, 4.1.5.3).
 */
public final class NvmNamespace {
    /** Length in bytes. */
    public static final int BYTES = 4096;
    /** Logical Block Storage Tag Mask. */
    public static final Field LBSTM = new Field(0, 8);
    /** Protection Information Capabilities. */
    public static final Field PIC = new Field(8, 1);
    /** Protection Information Format Attribute. */
    public static final Field PIFA = new Field(9, 1);
    /** Extended LBA Format 0; 63 more follow. */
    public static final Field ELBAF0 = new Field(12, 4);
    /** Namespace Preferred Deallocate Granularity Large. */
    public static final Field NPDGL = new Field(268, 4);
    /** Namespace Preferred Read Granularity. */
    public static final Field NPRG = new Field(272, 4);
    /** Namespace Preferred Read Alignment. */
    public static final Field NPRA = new Field(276, 4);
    /** Namespace Optimal Read Size. */
    public static final Field NORS = new Field(280, 4);
    /** Namespace Preferred Deallocate Alignment Large. */
    public static final Field NPDAL = new Field(284, 4);
    /** LBA Format Placement Shard Size. */
    public static final Field LBAPSS = new Field(288, 4);
    /** Tracked LBA Allocation Granularity. */
    public static final Field TLBAAG = new Field(292, 4);

    private NvmNamespace() {
    }
}
