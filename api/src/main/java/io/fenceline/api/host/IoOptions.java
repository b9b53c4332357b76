package io.fenceline.api.host;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one call is to be done.
 *
 * @param fua Force Unit Access: writes are on stable media when they end, reads come from there
 * @param deadline after which the call fails with {@link DeadlineException}; null: as in {@link HostOptions#deadline}
 */
public record IoOptions(boolean fua, @Nullable Duration deadline) {
    /** Neither. */
    public static final IoOptions DEFAULTS = new IoOptions(false, null);
    /** With Force Unit Access. */
    public static final IoOptions FUA = new IoOptions(true, null);

    /**
     * With a deadline.
     *
     * @param deadline more than zero
     * @return the options
     */
    public static IoOptions within(Duration deadline) {
        return new IoOptions(false, deadline);
    }
}
