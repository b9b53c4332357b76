package io.fenceline.assembly.nbd;

import io.fenceline.assembly.nbd.engine.TransmissionLimits;
import java.time.Duration;

/**
 * How a server serves.
 *
 * @param address where it listens
 * @param connections clients' connections at a time, 1 to {@value #MAX_CONNECTIONS}; more are hung up on
 * @param perConnection what each may hold
 * @param handshakeTimeout how long a client may take to choose an export, more than zero and up to an hour
 * @param loops threads for sockets, 1 to {@value #MAX_LOOPS}
 */
public record NbdSettings(NbdAddress address, int connections, TransmissionLimits perConnection, Duration handshakeTimeout, int loops) {
    /** Greatest number of connections. */
    public static final int MAX_CONNECTIONS = 10_000;
    /** Greatest number of loops. */
    public static final int MAX_LOOPS = 64;

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int CONNECTIONS = 64;
    private static final int LOOPS = 4;
    private static final Duration HANDSHAKE = Duration.ofSeconds(30);

    /** Checks the ranges. */
    public NbdSettings {
        if (connections < 1 || connections > MAX_CONNECTIONS) {
            throw new IllegalArgumentException("connections: '" + connections + "' is not valid; 1 to " + MAX_CONNECTIONS + " is wanted");
        }
        if (!handshakeTimeout.isPositive() || handshakeTimeout.compareTo(HOUR) > 0) {
            throw new IllegalArgumentException("handshakeTimeout: '" + handshakeTimeout + "' is not valid; up to " + HOUR + " is wanted");
        }
        if (loops < 1 || loops > MAX_LOOPS) {
            throw new IllegalArgumentException("loops: '" + loops + "' is not valid; 1 to " + MAX_LOOPS + " is wanted");
        }
    }

    /**
     * What is right for most: 64 connections, 128 requests and 64 MiB each, 30 s for the handshake, a loop for each processor up
     * to four.
     *
     * @param address where to listen
     * @return the settings
     */
    public static NbdSettings at(NbdAddress address) {
        return new NbdSettings(address, CONNECTIONS, TransmissionLimits.DEFAULTS, HANDSHAKE,
                Math.clamp(Runtime.getRuntime().availableProcessors(), 1, LOOPS));
    }
}
