package io.fenceline.api.host;

/** The deadline of the call passed. */
public final class DeadlineException extends HostException {
    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message one line
     * @param status as {@link #status}
     * @param outcome what is known
     */
    public DeadlineException(String message, int status, Outcome outcome) {
        super(Category.RETRY, message, status, outcome, null);
    }
}
