package io.fenceline.assembly.config;

/**
 * Something wrong, or worth knowing, in a configuration.
 *
 * @param severity whether it keeps the target from starting
 * @param place where
 * @param message the value, and what would be right; one line
 */
public record Problem(Severity severity, Place place, String message) {
    /** Whether a problem keeps the target from starting. */
    public enum Severity {
        /** It does. */
        ERROR,
        /** It does not, but a person should know. */
        NOTE
    }

    /**
     * An error.
     *
     * @param place where
     * @param message the value, and what would be right
     * @return the problem
     */
    public static Problem error(Place place, String message) {
        return new Problem(Severity.ERROR, place, message);
    }

    /**
     * A note.
     *
     * @param place where
     * @param message what a person should know
     * @return the problem
     */
    public static Problem note(Place place, String message) {
        return new Problem(Severity.NOTE, place, message);
    }

    /**
     * For a person, in the form that editors and compilers use.
     *
     * @param file the file's name
     * @return {@code file:line: path: message}
     */
    public String line(String file) {
        return file + ":" + (place.line() > 0 ? place.line() + ":" : "") + (severity == Severity.NOTE ? " note:" : "") + " "
                + (place.path().isEmpty() ? "" : place.path() + ": ") + message;
    }
}
