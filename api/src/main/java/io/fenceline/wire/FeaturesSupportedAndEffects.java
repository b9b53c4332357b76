package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/** The Feature Identifiers Supported and Effects log page, LID 12h (NVM Express Base 2.1, 5.1.12.1.18). */
public final class FeaturesSupportedAndEffects {
    /** Length in bytes. */
    public static final int BYTES = 1024;
    /** The feature is supported. */
    public static final int FSUPP = 1;
    /** Setting it may change user data. */
    public static final int UDCC = 1 << 1;
    /** Setting it may change the capability of a namespace. */
    public static final int NCC = 1 << 2;
    /** Setting it may change the inventory of namespaces. */
    public static final int NIC = 1 << 3;
    /** Setting it may change the capability of a controller. */
    public static final int CCC = 1 << 4;
    /** The UUID index is used. */
    public static final int UUID_SELECT = 1 << 19;
    /** Scope: namespace. */
    public static final int SCOPE_NAMESPACE = 1 << 20;
    /** Scope: controller. */
    public static final int SCOPE_CONTROLLER = 1 << 21;
    /** Scope: NVM set. */
    public static final int SCOPE_NVM_SET = 1 << 22;
    /** Scope: endurance group. */
    public static final int SCOPE_ENDURANCE_GROUP = 1 << 23;
    /** Scope: domain. */
    public static final int SCOPE_DOMAIN = 1 << 24;
    /** Scope: NVM subsystem. */
    public static final int SCOPE_NVM_SUBSYSTEM = 1 << 25;

    /**
     * Writes an entry.
     *
     * @param log the structure
     * @param id feature identifier, 0 to 255
     * @param flags constants of this class
     */
    public static void put(MemorySegment log, int id, int flags) {
        Bytes.put32(log, id * 4L, flags);
    }

    /**
     * Reads an entry.
     *
     * @param log the structure
     * @param id feature identifier, 0 to 255
     * @return flags; 0 when not supported
     */
    public static int get(MemorySegment log, int id) {
        return Bytes.i32(log, id * 4L);
    }

    private FeaturesSupportedAndEffects() {
    }
}
