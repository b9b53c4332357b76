package io.fenceline.wire;

import java.lang.foreign.MemorySegment;

/** The data of Connect (NVM Express Base 2.1, 6.3). */
public final class ConnectData {
    /** Length in bytes. */
    public static final int BYTES = 1024;
    /** Host Identifier. */
    public static final IdField HOSTID = new IdField(0);
    /** Controller ID; FFFFh asks for a dynamic controller, FFFEh for any static one. */
    public static final Field CNTLID = new Field(16, 2);
    /** NVM Subsystem NQN. */
    public static final TextField SUBNQN = TextField.terminated(256, 256);
    /** Host NQN. */
    public static final TextField HOSTNQN = TextField.terminated(512, 256);
    /** CNTLID of a host that wants a controller of the dynamic model. */
    public static final int CNTLID_DYNAMIC = 0xFFFF;
    /** CNTLID of a host that wants any controller of the static model. */
    public static final int CNTLID_STATIC_ANY = 0xFFFE;

    /**
     * Writes the whole structure.
     *
     * @param data 1024 bytes
     * @param hostId host identifier
     * @param cntlid controller identifier
     * @param subnqn subsystem NQN
     * @param hostnqn host NQN
     */
    public static void encode(MemorySegment data, Id128 hostId, int cntlid, String subnqn, String hostnqn) {
        data.asSlice(0, BYTES).fill((byte) 0);
        HOSTID.put(data, hostId);
        CNTLID.put(data, cntlid);
        SUBNQN.put(data, subnqn);
        HOSTNQN.put(data, hostnqn);
    }

    private ConnectData() {
    }
}
