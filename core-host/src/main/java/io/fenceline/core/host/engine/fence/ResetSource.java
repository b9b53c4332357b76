package io.fenceline.core.host.engine.fence;

import io.fenceline.api.TransportAddress;

/**
 * A live controller through which another one of its subsystem can be reset.
 *
 * @param controller its number
 * @param address where it is
 * @param cntlid its CNTLID
 * @param resets asks it
 */
public record ResetSource(int controller, TransportAddress address, int cntlid, CrossResets resets) {
}
