package io.fenceline.api.host;

/**
 * Logical blocks in a row.
 *
 * @param lba the first
 * @param blocks how many, at least 1
 */
public record BlockRange(long lba, long blocks) {
    /** Checks both. */
    public BlockRange {
        if (lba < 0 || blocks < 1) {
            throw new IllegalArgumentException(
                    "range of " + blocks + " blocks at " + lba + ": at least one block, at 0 or more, is wanted");
        }
    }
}
