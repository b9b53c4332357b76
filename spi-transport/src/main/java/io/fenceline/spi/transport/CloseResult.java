package io.fenceline.spi.transport;

/** How a close went. */
public enum CloseResult {
    /** Everything ended by itself within the grace. */
    GRACEFUL,
    /** Something had to be cut. */
    FORCED
}
