package io.fenceline.api.host;

/** A controller answered a command with an error status, and trying again did not help. */
public final class CommandException extends HostException {
    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message one line
     * @param status as {@link #status}
     * @param outcome what is known
     */
    public CommandException(String message, int status, Outcome outcome) {
        super(Category.FAIL, message, status, outcome, null);
    }
}
