package io.fenceline.api.target;

import java.util.Locale;

/** Asymmetric namespace access states (NVM Express Base 2.1, 8.1.1.4). */
public enum AnaState {
    /** Full access, preferred. */
    OPTIMIZED(0x01),
    /** Full access, not preferred. */
    NON_OPTIMIZED(0x02),
    /** No access now; other paths may have it. */
    INACCESSIBLE(0x03),
    /** No access through this path, ever again. */
    PERSISTENT_LOSS(0x04),
    /** Between two of the others, for ANATT at most. */
    CHANGE(0x0F);

    private final int code;

    AnaState(int code) {
        this.code = code;
    }

    /**
     * The code in the ANA log page.
     *
     * @return 1 to 15
     */
    public int code() {
        return code;
    }

    /**
     * As in fenceline.yaml.
     *
     * @return such as {@code non-optimized}
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * From fenceline.yaml.
     *
     * @param label such as {@code non-optimized}
     * @return the state
     * @throws IllegalArgumentException that names the labels there are
     */
    public static AnaState of(String label) {
        for (AnaState state : values()) {
            if (state.label().equals(label)) {
                return state;
            }
        }
        throw new IllegalArgumentException(
                "'" + label + "' is no ANA state; one of optimized, non-optimized, inaccessible, persistent-loss, change is wanted");
    }
}
