package io.fenceline.wire;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** The Identify Namespace data structure of the NVM Command Set, CNS 00h and 11h (NVM Command Set 1.1, 4.1.5.1). */
public final class IdentifyNamespace {
    /** Length in bytes. */
    public static final int BYTES = 4096;
    /** Namespace Size, in logical blocks. */
    public static final Field NSZE = new Field(0, 8);
    /** Namespace Capacity, in logical blocks. */
    public static final Field NCAP = new Field(8, 8);
    /** Namespace Utilization, in logical blocks. */
    public static final Field NUSE = new Field(16, 8);
    /** Namespace Features. */
    public static final Field NSFEAT = new Field(24, 1);
    /** Number of LBA Formats, 0's based. */
    public static final Field NLBAF = new Field(25, 1);
    /** Formatted LBA Size: bits 3:0 and 6:5 are the index of the format, bit 4 is metadata at the end of the data. */
    public static final Field FLBAS = new Field(26, 1);
    /** Metadata Capabilities. */
    public static final Field MC = new Field(27, 1);
    /** End-to-end Data Protection Capabilities. */
    public static final Field DPC = new Field(28, 1);
    /** End-to-end Data Protection Type Settings. */
    public static final Field DPS = new Field(29, 1);
    /** Namespace Multi-path I/O and Namespace Sharing Capabilities. */
    public static final Field NMIC = new Field(30, 1);
    /** Reservation Capabilities. */
    public static final Field RESCAP = new Field(31, 1);
    /** Format Progress Indicator. */
    public static final Field FPI = new Field(32, 1);
    /** Deallocate Logical Block Features. */
    public static final Field DLFEAT = new Field(33, 1);
    /** Namespace Atomic Write Unit Normal, in logical blocks, 0's based. */
    public static final Field NAWUN = new Field(34, 2);
    /** Namespace Atomic Write Unit Power Fail, in logical blocks, 0's based. */
    public static final Field NAWUPF = new Field(36, 2);
    /** Namespace Atomic Compare and Write Unit, in logical blocks, 0's based. */
    public static final Field NACWU = new Field(38, 2);
    /** Namespace Atomic Boundary Size Normal. */
    public static final Field NABSN = new Field(40, 2);
    /** Namespace Atomic Boundary Offset. */
    public static final Field NABO = new Field(42, 2);
    /** Namespace Atomic Boundary Size Power Fail. */
    public static final Field NABSPF = new Field(44, 2);
    /** Namespace Optimal I/O Boundary, in logical blocks. */
    public static final Field NOIOB = new Field(46, 2);
    /** NVM Capacity, in bytes. */
    public static final Field128 NVMCAP = new Field128(48);
    /** Namespace Preferred Write Granularity, in logical blocks, 0's based. */
    public static final Field NPWG = new Field(64, 2);
    /** Namespace Preferred Write Alignment, in logical blocks, 0's based. */
    public static final Field NPWA = new Field(66, 2);
    /** Namespace Preferred Deallocate Granularity, in logical blocks, 0's based. */
    public static final Field NPDG = new Field(68, 2);
    /** Namespace Preferred Deallocate Alignment, in logical blocks, 0's based. */
    public static final Field NPDA = new Field(70, 2);
    /** Namespace Optimal Write Size, in logical blocks, 0's based. */
    public static final Field NOWS = new Field(72, 2);
    /** Maximum Single Source Range Length of Copy, in logical blocks. */
    public static final Field MSSRL = new Field(74, 2);
    /** Maximum Copy Length, in logical blocks. */
    public static final Field MCL = new Field(76, 4);
    /** Maximum Source Range Count of Copy, 0's based. */
    public static final Field MSRC = new Field(80, 1);
    /** Key Per I/O Status. */
    public static final Field KPIOS = new Field(81, 1);
    /** Number of Unique Attribute LBA Formats. */
    public static final Field NULBAF = new Field(82, 1);
    /** Key Per I/O Data Access Alignment and Granularity. */
    public static final Field KPIODAAG = new Field(84, 4);
    /** ANA Group Identifier. */
    public static final Field ANAGRPID = new Field(92, 4);
    /** Namespace Attributes. */
    public static final Field NSATTR = new Field(99, 1);
    /** NVM Set Identifier. */
    public static final Field NVMSETID = new Field(100, 2);
    /** Endurance Group Identifier. */
    public static final Field ENDGID = new Field(102, 2);
    /** Namespace Globally Unique Identifier. */
    public static final IdField NGUID = new IdField(104);
    /** LBA Format 0; see {@link #putLbaFormat}. */
    public static final Field LBAF0 = new Field(128, 4);
    /** Offset of EUI64, eight bytes in the order they are written down. */
    public static final int EUI64 = 120;
    /** NSFEAT bit 0: thin provisioning. */
    public static final int NSFEAT_THINP = 1;
    /** NSFEAT bit 1: NAWUN, NAWUPF and NACWU are defined. */
    public static final int NSFEAT_NSABP = 1 << 1;
    /** NSFEAT bit 2: deallocated or unwritten logical block error. */
    public static final int NSFEAT_DAE = 1 << 2;
    /** NSFEAT bit 3: NGUID and EUI64 are never used again. */
    public static final int NSFEAT_UIDREUSE = 1 << 3;
    /** NSFEAT bit 4: NPWG, NPWA, NPDG, NPDA and NOWS are defined. */
    public static final int NSFEAT_OPTPERF = 1 << 4;
    /** NMIC bit 0: the namespace may be attached to several controllers. */
    public static final int NMIC_SHARED = 1;
    /** NSATTR bit 0: the namespace is write protected. */
    public static final int NSATTR_WRITE_PROTECTED = 1;
    /** DLFEAT bits 2:0: deallocated blocks read as zeroes. */
    public static final int DLFEAT_READ_ZEROES = 1;
    /** DLFEAT bit 3: Write Zeroes may deallocate. */
    public static final int DLFEAT_WRITE_ZEROES_DEALLOCATES = 1 << 3;
    /** Most LBA formats. */
    public static final int LBA_FORMATS = 64;

    /**
     * The index of the format in use.
     *
     * @param ns the structure
     * @return 0 to 63
     */
    public static int formatIndex(MemorySegment ns) {
        int flbas = FLBAS.getInt(ns);
        return (flbas & 0xF) | (flbas >>> 1 & 0x30);
    }

    /**
     * Writes an LBA format.
     *
     * @param ns the structure
     * @param index 0 to 63
     * @param metadataBytes MS
     * @param lbads logical block size as a power of two, 9 or more
     * @param relativePerformance RP: 0 best to 3 degraded
     */
    public static void putLbaFormat(MemorySegment ns, int index, int metadataBytes, int lbads, int relativePerformance) {
        long at = LBAF0.offset() + 4L * Objects.checkIndex(index, LBA_FORMATS);
        Bytes.put32(ns, at, (metadataBytes & 0xFFFF) | (lbads & 0xFF) << 16 | (relativePerformance & 3) << 24);
    }

    /**
     * The size of a logical block in a format.
     *
     * @param ns the structure
     * @param index 0 to 63
     * @return LBADS, a power of two; 0 when the format is not there
     */
    public static int lbads(MemorySegment ns, int index) {
        return Bytes.u8(ns, LBAF0.offset() + 4L * Objects.checkIndex(index, LBA_FORMATS) + 2);
    }

    /**
     * The metadata of a logical block in a format.
     *
     * @param ns the structure
     * @param index 0 to 63
     * @return MS, in bytes
     */
    public static int metadataBytes(MemorySegment ns, int index) {
        return Bytes.u16(ns, LBAF0.offset() + 4L * Objects.checkIndex(index, LBA_FORMATS));
    }

    /**
     * Reads EUI64.
     *
     * @param ns the structure
     * @return the identifier, byte 0 highest; 0 is none
     */
    public static long eui64(MemorySegment ns) {
        return Long.reverseBytes(Bytes.i64(ns, EUI64));
    }

    /**
     * Writes EUI64.
     *
     * @param ns the structure
     * @param eui64 the identifier, byte 0 highest
     */
    public static void putEui64(MemorySegment ns, long eui64) {
        Bytes.put64(ns, EUI64, Long.reverseBytes(eui64));
    }

    private IdentifyNamespace() {
    }
}
