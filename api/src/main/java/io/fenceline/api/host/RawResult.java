package io.fenceline.api.host;

/**
 * An answer.
 *
 * @param status as in {@link HostException#status}
 * @param result DW0 in the low half, DW1 in the high half
 */
public record RawResult(int status, long result) {
    /**
     * Whether the command succeeded.
     *
     * @return status is 0
     */
    public boolean ok() {
        return status == 0;
    }
}
