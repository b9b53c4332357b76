package io.fenceline.core.host.engine.path;

/** Why a request ended, beside its status. */
enum Reason {
    /** The controller has answered. */
    ANSWERED,
    /** There is no path, and none is to be expected in time. */
    NO_PATH,
    /** Too many requests wait. */
    WAITING_LIMIT,
    /** Its deadline has passed. */
    DEADLINE,
    /** The caller wanted it. */
    CANCELLED,
    /** The path was lost under a command that must not be repeated. */
    LOST,
    /** Its controller cannot be proved silent, and it is not waited for that any more. */
    UNPROVED,
    /** The namespace is closed or gone. */
    CLOSED
}
