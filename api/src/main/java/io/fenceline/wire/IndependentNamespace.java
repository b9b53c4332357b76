package io.fenceline.wire;

/** The I/O Command Set Independent Identify Namespace data structure, CNS 08h (NVM Express Base 2.1, 5.1.13.2.8). */
public final class IndependentNamespace {
    /** Length in bytes. */
    public static final int BYTES = 4096;
    /** Common Namespace Features. */
    public static final Field NSFEAT = new Field(0, 1);
    /** Namespace Multi-path I/O and Namespace Sharing Capabilities. */
    public static final Field NMIC = new Field(1, 1);
    /** Reservation Capabilities. */
    public static final Field RESCAP = new Field(2, 1);
    /** Format Progress Indicator. */
    public static final Field FPI = new Field(3, 1);
    /** ANA Group Identifier. */
    public static final Field ANAGRPID = new Field(4, 4);
    /** Namespace Attributes. */
    public static final Field NSATTR = new Field(8, 1);
    /** NVM Set Identifier. */
    public static final Field NVMSETID = new Field(10, 2);
    /** Endurance Group Identifier. */
    public static final Field ENDGID = new Field(12, 2);
    /** Namespace Status. */
    public static final Field NSTAT = new Field(14, 1);
    /** Key Per I/O Status. */
    public static final Field KPIOS = new Field(15, 1);
    /** Maximum Key Tag. */
    public static final Field MAXKT = new Field(16, 2);
    /** Reachability Group Identifier. */
    public static final Field RGRPID = new Field(20, 4);
    /** NSFEAT bit 3: NGUID and EUI64 are never used again. */
    public static final int NSFEAT_UIDREUSE = 1 << 3;
    /** NSFEAT bit 4: rotational media. */
    public static final int NSFEAT_RMEDIA = 1 << 4;
    /** NSFEAT bit 5: a volatile write cache is not present for this namespace. */
    public static final int NSFEAT_VWCNP = 1 << 5;
    /** NSTAT bit 0: the namespace is ready. */
    public static final int NSTAT_NRDY = 1;

    private IndependentNamespace() {
    }
}
