package io.fenceline.bench.rig;

/**
 * What the two ends of a connection agreed on when it was initialized.
 *
 * @param headerDigest whether PDU headers carry a digest
 * @param dataDigest whether PDU data carries a digest
 * @param cpda alignment that the controller wants for data of the host's PDUs, in bytes, 4 to 128
 * @param maxH2cData greatest data of an H2CData PDU in bytes
 */
record Wire(boolean headerDigest, boolean dataDigest, int cpda, int maxH2cData) {
    /** Without digests, alignment or limits: what the limit server takes. */
    static final Wire PLAIN = new Wire(false, false, 4, 1 << 20);

    /** Where data begins in a PDU whose header has this length, its digest included. */
    int dataOffset(int headerBytes) {
        int end = headerBytes + (headerDigest ? Pdu.DIGEST_BYTES : 0);
        return (end + cpda - 1) / cpda * cpda;
    }
}
