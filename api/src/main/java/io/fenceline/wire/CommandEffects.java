package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/** The Commands Supported and Effects log page, LID 05h (NVM Express Base 2.1, 5.1.12.1.6). */
public final class CommandEffects {
    /** Length in bytes. */
    public static final int BYTES = 4096;
    /** The command is supported. */
    public static final int CSUPP = 1;
    /** It may change logical block content. */
    public static final int LBCC = 1 << 1;
    /** It may change the capability of a namespace. */
    public static final int NCC = 1 << 2;
    /** It may change the inventory of namespaces. */
    public static final int NIC = 1 << 3;
    /** It may change the capability of a controller. */
    public static final int CCC = 1 << 4;
    /** Bits 18:16 with value 001b: no other command to the namespace at the same time. */
    public static final int CSE_NAMESPACE_ALONE = 1 << 16;
    /** Bits 18:16 with value 010b: no other command to any namespace at the same time. */
    public static final int CSE_ALL_ALONE = 2 << 16;
    /** The UUID index is used. */
    public static final int UUID_SELECT = 1 << 19;
    /** Scope: namespace. */
    public static final int SCOPE_NAMESPACE = 1 << 20;
    /** Scope: controller. */
    public static final int SCOPE_CONTROLLER = 1 << 21;

    /**
     * Writes the entry of an admin command.
     *
     * @param log the structure
     * @param opcode 0 to 255
     * @param effects constants of this class
     */
    public static void putAdmin(MemorySegment log, int opcode, int effects) {
        Bytes.put32(log, opcode * 4L, effects);
    }

    /**
     * Writes the entry of an I/O command.
     *
     * @param log the structure
     * @param opcode 0 to 255
     * @param effects constants of this class
     */
    public static void putIo(MemorySegment log, int opcode, int effects) {
        Bytes.put32(log, 1024 + opcode * 4L, effects);
    }

    /**
     * Reads the entry of an admin command.
     *
     * @param log the structure
     * @param opcode 0 to 255
     * @return effects; 0 when not supported
     */
    public static int admin(MemorySegment log, int opcode) {
        return Bytes.i32(log, opcode * 4L);
    }

    /**
     * Reads the entry of an I/O command.
     *
     * @param log the structure
     * @param opcode 0 to 255
     * @return effects; 0 when not supported
     */
    public static int io(MemorySegment log, int opcode) {
        return Bytes.i32(log, 1024 + opcode * 4L);
    }

    private CommandEffects() {
    }
}
