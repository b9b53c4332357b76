package io.fenceline.assembly.cli;

/** Exit codes. */
final class Exit {
    /** All went well; a target ended in order, by Ctrl-C or SIGTERM too. */
    static final int OK = 0;
    /** A configuration is wrong, or something failed on the way. */
    static final int FAILED = 1;
    /** The command line is wrong. */
    static final int USAGE = 2;
    /** Nobody answered in time. */
    static final int UNREACHABLE = 3;
    /** A demonstration could not be played to its end, and proves nothing. */
    static final int NOT_PLAYED = 4;
    /** A signal came before the work was done. */
    static final int INTERRUPTED = 130;

    private Exit() {
    }
}
