package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/**
 * The submission queue entry of Property Get and Property Set (NVM Express Base 2.1, 6.5 and 6.6), beside what
 * {@link Sqe} has. Property Get answers with the value in DW0 and DW1.
 */
public final class PropertyCommand {
    /** Length in bytes. */
    public static final int BYTES = 64;
    /** Attributes: bits 2:0 are the size. */
    public static final Field ATTRIB = new Field(40, 1);
    /** Offset of the property, as in {@link Property}. */
    public static final Field OFST = new Field(44, 4);
    /** The value to set; 4-byte properties use the low half. */
    public static final Field VALUE = new Field(48, 8);
    /** Size in ATTRIB: four bytes. */
    public static final int SIZE_4 = 0;
    /** Size in ATTRIB: eight bytes. */
    public static final int SIZE_8 = 1;

    /**
     * The size in ATTRIB.
     *
     * @param sqe 64 bytes
     * @return {@link #SIZE_4}, {@link #SIZE_8}, or a reserved value up to 7
     */
    public static int size(MemorySegment sqe) {
        return Bytes.u8(sqe, ATTRIB.offset()) & 7;
    }

    /**
     * Writes a Property Get.
     *
     * @param sqe 64 bytes, cleared here
     * @param cid command identifier
     * @param property offset, as in {@link Property}
     */
    public static void encodeGet(MemorySegment sqe, int cid, int property) {
        Sqe.clearFabrics(sqe, cid, FabricsCommand.PROPERTY_GET);
        ATTRIB.put(sqe, Property.bytes(property) == 8 ? SIZE_8 : SIZE_4);
        OFST.put(sqe, property);
    }

    /**
     * Writes a Property Set.
     *
     * @param sqe 64 bytes, cleared here
     * @param cid command identifier
     * @param property offset, as in {@link Property}
     * @param value to set
     */
    public static void encodeSet(MemorySegment sqe, int cid, int property, long value) {
        Sqe.clearFabrics(sqe, cid, FabricsCommand.PROPERTY_SET);
        ATTRIB.put(sqe, Property.bytes(property) == 8 ? SIZE_8 : SIZE_4);
        OFST.put(sqe, property);
        VALUE.put(sqe, value);
    }

    private PropertyCommand() {
    }
}
