package io.fenceline.api.host;

/** A subsystem could not be connected: every path was refused, or none answered in time. */
public final class ConnectException extends HostException {
    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message one line
     * @param status as {@link #status}
     * @param outcome what is known
     */
    public ConnectException(String message, int status, Outcome outcome) {
        super(Category.RETRY, message, status, outcome, null);
    }
}
