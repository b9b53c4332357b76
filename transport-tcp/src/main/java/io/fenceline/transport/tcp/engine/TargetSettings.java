package io.fenceline.transport.tcp.engine;

/**
 * What the target end of a connection offers.
 *
 * @param limits patience
 * @param cpda CPDA: alignment of data towards this end, in dwords, zero's based; 0 to 31
 * @param maxH2cData MAXH2CDATA: greatest data of an H2CData PDU; at least 4096, whole dwords
 * @param r2tBytes greatest R2TL: how much is asked for at once
 * @param maxTransferBytes greatest data of a command
 * @param inCapsuleBytes greatest in-capsule data of an I/O command
 * @param adminInCapsuleBytes greatest in-capsule data of an admin or Fabrics command
 */
public record TargetSettings(ConnectionLimits limits, int cpda, int maxH2cData, int r2tBytes, int maxTransferBytes, int inCapsuleBytes,
        int adminInCapsuleBytes) {
}
