package io.fenceline.core.host.view;

/** The answer to who would make a namespace smaller through a channel. */
final class NamespaceTruncation {
    private NamespaceTruncation() {
    }

    /**
     * Allows what changes nothing.
     *
     * @param wanted bytes
     * @param size bytes of the namespace
     */
    static void check(long wanted, long size) {
        if (wanted < size) {
            throw new UnsupportedOperationException(
                    "a namespace of " + size + " bytes cannot be truncated to " + wanted + ": its controller gives it its size");
        }
    }
}
