package io.fenceline.wire;

/**
 * The submission queue entry of Authentication Send and Receive (NVM Express Base 2.1, 6.1 and 6.2), beside what
 * {@link Sqe} has.
 */
public final class AuthenticationCommand {
    /** Length in bytes. */
    public static final int BYTES = 64;
    /** Security protocol specific, byte 0. */
    public static final Field SPSP0 = new Field(41, 1);
    /** Security protocol specific, byte 1. */
    public static final Field SPSP1 = new Field(42, 1);
    /** Security protocol. */
    public static final Field SECP = new Field(43, 1);
    /** Transfer length of a send, allocation length of a receive, in bytes. */
    public static final Field TL = new Field(44, 4);
    /** SECP of NVMe. */
    public static final int SECP_NVME = 0xE9;

    private AuthenticationCommand() {
    }
}
