package io.fenceline.api.host;

/** The state of an ANA group through one controller (NVM Express Base 2.1, 8.1.1). */
public enum AnaAccess {
    /** Use it. */
    OPTIMIZED,
    /** Use it when no other is optimized. */
    NON_OPTIMIZED,
    /** Not now. */
    INACCESSIBLE,
    /** Never again through this controller. */
    PERSISTENT_LOSS,
    /** Changing; for no longer than ANATT. */
    CHANGE
}
