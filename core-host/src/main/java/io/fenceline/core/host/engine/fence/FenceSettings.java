package io.fenceline.core.host.engine.fence;

/**
 * What the user has chosen for fences, beside the policy.
 *
 * @param ceilingNs after which held commands end with an unknown outcome; {@link Long#MAX_VALUE}: never
 * @param readsAtOnce whether lost reads are repeated at once where the transport allows it
 * @param partial whether new writes that touch no held block go on
 */
public record FenceSettings(long ceilingNs, boolean readsAtOnce, boolean partial) {
    /** What is right for most. */
    public static final FenceSettings DEFAULTS = new FenceSettings(Long.MAX_VALUE, true, true);
}
