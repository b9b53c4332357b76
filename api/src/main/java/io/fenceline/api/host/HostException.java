package io.fenceline.api.host;

import io.fenceline.api.NvmeException;
import org.jspecify.annotations.Nullable;

/** A call of a host that failed. The subclasses say how, {@link #outcome} what is known of the command. */
public class HostException extends NvmeException {
    private static final long serialVersionUID = 1;

    /** What is known of a command that failed. */
    public enum Outcome {
        /** It was not executed and will not be. */
        NOT_EXECUTED,
        /** The controller answered that it failed; what the status says holds. */
        FAILED,
        /**
         * It may have been executed, or be executed still. What is written to the same blocks through the same namespace
         * handle is kept back until the controller is known to be silent; another host has no such protection.
         */
        UNKNOWN
    }

    private final int status;
    private final Outcome outcome;

    /**
     * Makes one.
     *
     * @param category what the caller should do
     * @param message one line
     * @param status as {@link #status}
     * @param outcome what is known
     * @param cause may be null
     */
    public HostException(Category category, String message, int status, Outcome outcome, @Nullable Throwable cause) {
        super(category, message, cause);
        this.status = status;
        this.outcome = outcome;
    }

    /**
     * The status of NVMe.
     *
     * @return 15 bits as in a completion queue entry without the phase tag: SC 7:0, SCT 10:8, CRD 12:11, M 13, DNR 14; what
     *         never reached a controller has a path related status (SCT 3h) or Command Abort Requested
     */
    public int status() {
        return status;
    }

    /**
     * What is known of the command.
     *
     * @return the outcome
     */
    public Outcome outcome() {
        return outcome;
    }
}
