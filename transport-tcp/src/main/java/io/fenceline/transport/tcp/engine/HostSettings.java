package io.fenceline.transport.tcp.engine;

/**
 * What the host end of a connection asks for.
 *
 * @param limits patience; the backlog is not limited, because it is bounded by what the core submits, and a host that did
 *            not read while its own data waits could wait for a controller that does the same
 * @param hpda HPDA: alignment of data towards this end, in dwords, zero's based; 0 to 31
 * @param maxR2t R2Ts that the controller may have outstanding for a command, at least 1
 * @param headerDigest whether header digests are asked for
 * @param dataDigest whether data digests are asked for
 * @param maxTransferBytes greatest data of a command
 */
public record HostSettings(ConnectionLimits limits, int hpda, int maxR2t, boolean headerDigest, boolean dataDigest, int maxTransferBytes) {
}
