package io.fenceline.api;

import org.jspecify.annotations.Nullable;

/**
 * A failure on our side of the wire: configuration, life cycle, a resource that is not there. Failures of commands
 * are statuses, failures of connections are transport faults.
 */
public class NvmeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What the caller should do. */
    public enum Category {
        /** The same call may succeed later. */
        RETRY,
        /** The call is wrong or refused; the object goes on. */
        FAIL,
        /** The object is of no more use. */
        FATAL
    }

    private final Category category;

    /**
     * Makes one.
     *
     * @param category what the caller should do
     * @param message names the key or address, its value, and what would be right
     * @param cause may be null
     */
    public NvmeException(Category category, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.category = category;
    }

    /**
     * Makes one without a cause.
     *
     * @param category what the caller should do
     * @param message names the key or address, its value, and what would be right
     */
    public NvmeException(Category category, String message) {
        this(category, message, null);
    }

    /**
     * What the caller should do.
     *
     * @return the category
     */
    public Category category() {
        return category;
    }
}
