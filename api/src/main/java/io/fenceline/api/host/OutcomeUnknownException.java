package io.fenceline.api.host;

/** The path was lost under a command that must not be repeated blindly; it may or may not have been executed. */
public final class OutcomeUnknownException extends HostException {
    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message one line
     * @param status as {@link #status}
     * @param outcome what is known
     */
    public OutcomeUnknownException(String message, int status, Outcome outcome) {
        super(Category.FAIL, message, status, outcome, null);
    }
}
