package io.fenceline.assembly.nbd.engine;

/**
 * What one connection may hold. What exceeds it waits in the client's socket.
 *
 * @param openRequests requests between their header and their reply, {@value #MIN_OPEN} to {@value #MAX_OPEN}; clients keep 16 to 128 open
 * @param payloadBytes memory for data of such requests, and kept for those to come: at least one request of the greatest size with
 *            its header, at most {@value #MAX_PAYLOAD_BYTES}
 */
public record TransmissionLimits(int openRequests, long payloadBytes) {
    /** Least number of open requests. */
    public static final int MIN_OPEN = 1;
    /** Greatest number of open requests. */
    public static final int MAX_OPEN = 4096;
    /** Least memory for data. */
    public static final long MIN_PAYLOAD_BYTES = Export.MAX_PAYLOAD + Payload.HEADER;
    /** Greatest memory for data. */
    public static final long MAX_PAYLOAD_BYTES = 16L << 30;
    /** What is right for most: 128 requests, 64 MiB. */
    public static final TransmissionLimits DEFAULTS = new TransmissionLimits(128, 64L << 20);

    /** Checks the ranges. */
    public TransmissionLimits {
        if (openRequests < MIN_OPEN || openRequests > MAX_OPEN) {
            throw new IllegalArgumentException(
                    "openRequests: '" + openRequests + "' is not valid; " + MIN_OPEN + " to " + MAX_OPEN + " is wanted");
        }
        if (payloadBytes < MIN_PAYLOAD_BYTES || payloadBytes > MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("payloadBytes: '" + payloadBytes + "' is not valid; " + MIN_PAYLOAD_BYTES + " to "
                    + MAX_PAYLOAD_BYTES + " is wanted");
        }
    }
}
