package io.fenceline.api.host;

/** The caller cancelled the call. */
public final class CancelledException extends HostException {
    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message one line
     * @param status as {@link #status}
     * @param outcome what is known
     */
    public CancelledException(String message, int status, Outcome outcome) {
        super(Category.FAIL, message, status, outcome, null);
    }
}
