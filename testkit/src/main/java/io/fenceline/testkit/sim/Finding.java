package io.fenceline.testkit.sim;

/**
 * Something that a read must not return, or another rule that was broken.
 *
 * @param kind what it is
 * @param lba the block
 * @param atNs when it was found, by the clock of the run
 * @param text one line that names the writes involved and their times
 */
public record Finding(Kind kind, long lba, long atNs, String text) {
    /** What can be wrong with a block. */
    public enum Kind {
        /** An acknowledged write is not there: what was there before it still is. */
        LOST,
        /** The block had a newer value, which a read has seen, and went back to an older one: a ghost write. */
        WENT_BACK,
        /** A part of the block is from one write and a part from another. */
        TORN,
        /** What is there was not written by this run, or by nobody at all. */
        FOREIGN,
        /** It was meant for another block. */
        MISPLACED,
        /** The write is one that was said not to have been executed. */
        EXECUTED_AFTER_ALL
    }

    /** One line. */
    @Override
    public String toString() {
        return "block " + lba + " " + kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + ": " + text;
    }
}
