package io.fenceline.wire;

/** A Discovery Log Page Entry (NVM Express Base 2.1, 5.1.12.3.1). */
public final class DiscoveryEntry {
    /** Length in bytes. */
    public static final int BYTES = 1024;
    /** Transport Type. */
    public static final Field TRTYPE = new Field(0, 1);
    /** Address Family. */
    public static final Field ADRFAM = new Field(1, 1);
    /** Subsystem Type. */
    public static final Field SUBTYPE = new Field(2, 1);
    /** Transport Requirements. */
    public static final Field TREQ = new Field(3, 1);
    /** Port ID. */
    public static final Field PORTID = new Field(4, 2);
    /** Controller ID: FFFFh for the dynamic controller model, FFFEh for any controller of the static one. */
    public static final Field CNTLID = new Field(6, 2);
    /** Admin Max SQ Size, in entries, 32 or more. */
    public static final Field ASQSZ = new Field(8, 2);
    /** Entry Flags. */
    public static final Field EFLAGS = new Field(10, 2);
    /** Transport Service Identifier. */
    public static final TextField TRSVCID = TextField.ascii(32, 32);
    /** NVM Subsystem Qualified Name. */
    public static final TextField SUBNQN = TextField.terminated(256, 256);
    /** Transport Address. */
    public static final TextField TRADDR = TextField.ascii(512, 256);
    /** Transport Specific Address Subtype of TCP: Security Type. The first byte of TSAS; other transports have other fields there. */
    public static final Field TSAS_SECTYPE = new Field(768, 1);
    /** TRTYPE: RDMA. */
    public static final int TRTYPE_RDMA = 1;
    /** TRTYPE: Fibre Channel. */
    public static final int TRTYPE_FC = 2;
    /** TRTYPE: TCP. */
    public static final int TRTYPE_TCP = 3;
    /** TRTYPE: within one host. */
    public static final int TRTYPE_LOOP = 254;
    /** ADRFAM: IPv4. */
    public static final int ADRFAM_IPV4 = 1;
    /** ADRFAM: IPv6. */
    public static final int ADRFAM_IPV6 = 2;
    /** ADRFAM: InfiniBand. */
    public static final int ADRFAM_IB = 3;
    /** ADRFAM: Fibre Channel. */
    public static final int ADRFAM_FC = 4;
    /** ADRFAM: within one host. */
    public static final int ADRFAM_LOOP = 254;
    /** SUBTYPE: a referral to another discovery service. */
    public static final int SUBTYPE_REFERRAL = 1;
    /** SUBTYPE: an NVM subsystem. */
    public static final int SUBTYPE_NVM = 2;
    /** SUBTYPE: the discovery subsystem that answers. */
    public static final int SUBTYPE_CURRENT = 3;
    /** TREQ bits 1:0: a secure channel is not specified. */
    public static final int TREQ_NOT_SPECIFIED = 0;
    /** TREQ bits 1:0: a secure channel is required. */
    public static final int TREQ_REQUIRED = 1;
    /** TREQ bits 1:0: a secure channel is not required. */
    public static final int TREQ_NOT_REQUIRED = 2;
    /** TREQ bit 2: the controller can disable submission queue flow control. */
    public static final int TREQ_DISABLE_SQ_FLOW_CONTROL = 1 << 2;
    /** EFLAGS bit 0: the same information as from another port. */
    public static final int EFLAGS_DUPRETINFO = 1;
    /** EFLAGS bit 1: explicit persistent connections are supported. */
    public static final int EFLAGS_EPCSD = 1 << 1;
    /** EFLAGS bit 2: no connectivity to a central discovery controller. */
    public static final int EFLAGS_NCC = 1 << 2;
    /** SECTYPE: none. */
    public static final int SECTYPE_NONE = 0;
    /** SECTYPE: TLS 1.2. */
    public static final int SECTYPE_TLS12 = 1;
    /** SECTYPE: TLS 1.3. */
    public static final int SECTYPE_TLS13 = 2;
    /** The least ASQSZ (NVM Express Base 2.1, 5.1.12.3.1). */
    public static final int MIN_ASQSZ = 32;

    private DiscoveryEntry() {
    }
}
