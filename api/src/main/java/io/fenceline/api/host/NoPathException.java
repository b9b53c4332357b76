package io.fenceline.api.host;

/** No path to the namespace could take the command within the time that the options allow, or it was closed. */
public final class NoPathException extends HostException {
    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message one line
     * @param status as {@link #status}
     * @param outcome what is known
     */
    public NoPathException(String message, int status, Outcome outcome) {
        super(Category.RETRY, message, status, outcome, null);
    }
}
