package io.fenceline.testkit.sim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A world in which a rule was broken. The message begins with the line that replays it. */
public final class WorldFailure extends AssertionError {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // A list of strings.
    private final List<String> troubles;

    WorldFailure(String message, List<String> troubles, @Nullable Throwable cause) {
        super(message, cause);
        this.troubles = List.copyOf(troubles);
    }

    /**
     * What was broken.
     *
     * @return a line each, the first one first
     */
    public List<String> troubles() {
        return troubles;
    }
}
