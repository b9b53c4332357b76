package io.fenceline.api.host;

/** Hears of the end of requests. */
@FunctionalInterface
public interface IoListener {
    /**
     * A request has ended; it and its memory are the caller's again, and it may be submitted anew at once, from here too.
     *
     * @param request ask it for its {@link IoRequest#status}; called on a loop or on the host's control thread, must not block
     */
    void onEnd(IoRequest request);
}
