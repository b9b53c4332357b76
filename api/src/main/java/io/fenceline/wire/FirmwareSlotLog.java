package io.fenceline.wire;

/** The Firmware Slot Information log page, LID 03h (NVM Express Base 2.1, 5.1.12.1.4). */
public final class FirmwareSlotLog {
    /** Length in bytes. */
    public static final int BYTES = 512;
    /** Active Firmware Info: bits 2:0 the running slot, 6:4 the slot of the next reset. */
    public static final Field AFI = new Field(0, 1);
    /** Firmware Revision of slot 1. */
    public static final TextField FRS1 = TextField.ascii(8, 8);
    /** Firmware Revision of slot 2. */
    public static final TextField FRS2 = TextField.ascii(16, 8);
    /** Firmware Revision of slot 3. */
    public static final TextField FRS3 = TextField.ascii(24, 8);
    /** Firmware Revision of slot 4. */
    public static final TextField FRS4 = TextField.ascii(32, 8);
    /** Firmware Revision of slot 5. */
    public static final TextField FRS5 = TextField.ascii(40, 8);
    /** Firmware Revision of slot 6. */
    public static final TextField FRS6 = TextField.ascii(48, 8);
    /** Firmware Revision of slot 7. */
    public static final TextField FRS7 = TextField.ascii(56, 8);

    private FirmwareSlotLog() {
    }
}
