package io.fenceline.spi.backend;

/**
 * What a back end can do.
 *
 * @param volatileCache whether a completed write without FUA can be lost by a power failure or a kill before the next
 *            flush; VWC follows from it
 * @param deallocate whether deallocation gives space back; if not, the core does not ask for it
 * @param zeroesAfterDeallocate whether deallocated blocks read as zeroes
 * @param inlineCompletion whether requests usually complete inside {@link Backend#submit}
 * @param drainMs greatest time in milliseconds until a cancelled request is completed; 0: no bound is known
 */
public record BackendCapabilities(boolean volatileCache, boolean deallocate, boolean zeroesAfterDeallocate, boolean inlineCompletion,
        long drainMs) {
}
