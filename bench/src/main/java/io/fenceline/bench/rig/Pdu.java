package io.fenceline.bench.rig;

/** Offsets and values of the PDUs that the rig sends and receives (NVM Express NVMe/TCP Transport 1.1, 3.6.2). */
final class Pdu {
    static final int ICREQ = 0x00;
    static final int ICRESP = 0x01;
    static final int C2H_TERM_REQ = 0x03;
    static final int CAPSULE_CMD = 0x04;
    static final int CAPSULE_RESP = 0x05;
    static final int H2C_DATA = 0x06;
    static final int C2H_DATA = 0x07;
    static final int R2T = 0x09;

    static final int FLAG_HDGST = 0x01;
    static final int FLAG_DDGST = 0x02;
    static final int FLAG_LAST = 0x04;
    static final int FLAG_SUCCESS = 0x08;

    /** Common header: type, flags, HLEN, PDO, PLEN (4 bytes). */
    static final int TYPE = 0;
    static final int FLAGS = 1;
    static final int HLEN = 2;
    static final int PDO = 3;
    static final int PLEN = 4;

    static final int IC_BYTES = 128;
    static final int IC_PFV = 8;
    static final int IC_PDA = 10;
    static final int IC_DIGEST = 11;
    static final int IC_DIGEST_HEADER = 1;
    static final int IC_DIGEST_DATA = 2;
    static final int ICREQ_MAXR2T = 12;
    static final int ICRESP_MAXH2CDATA = 12;

    /** Where the submission queue entry of a CapsuleCmd begins, and the completion queue entry of a CapsuleResp. */
    static final int ENTRY = 8;
    /** HLEN of a CapsuleCmd. */
    static final int CAPSULE_CMD_BYTES = 72;
    /** HLEN of CapsuleResp, H2CData, C2HData and R2T. */
    static final int HEADER_BYTES = 24;

    /** CCCID of H2CData, C2HData, R2T. */
    static final int CCCID = 8;
    /** TTAG of H2CData and R2T. */
    static final int TTAG = 10;
    /** DATAO of H2CData and C2HData, R2TO. */
    static final int DATAO = 12;
    /** DATAL of H2CData and C2HData, R2TL. */
    static final int DATAL = 16;

    static final int DIGEST_BYTES = 4;

    private Pdu() {
    }
}
