package io.fenceline.core.host.engine.path;

import java.util.function.IntToLongFunction;

/**
 * What a namespace goes by.
 *
 * @param maxRetries how often a command is sent again after a status that allows it
 * @param waitingLimit how many commands may wait for a path
 * @param retryDelay CRDT by CRD (1 to 3), in nanoseconds, as the controllers last reported it
 */
public record HeadSettings(int maxRetries, int waitingLimit, IntToLongFunction retryDelay) {
    long retryDelayNs(int crd) {
        return retryDelay.applyAsLong(crd);
    }
}
