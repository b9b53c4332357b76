package io.fenceline.assembly.verify;

/**
 * What is written and read.
 *
 * @param workers commands under way at a time, each by a worker of its own
 * @param maxBlocks blocks of a command, 1 to this
 * @param firstBlock first block that is touched
 * @param blocks how many from there on; few make writes meet
 * @param readPercent how many of 100 commands are reads
 * @param zeroPercent how many of 100 writes write zeroes
 * @param flushEvery one of so many commands is a flush; 0: none
 * @param seed of places, lengths and kinds
 */
public record VerifySpec(int workers, int maxBlocks, long firstBlock, long blocks, int readPercent, int zeroPercent, int flushEvery,
        long seed) {
    /** Greatest number of workers. */
    public static final int MAX_WORKERS = 1024;
    /** The oracle remembers each block, which costs it some hundred bytes. */
    public static final long MAX_BLOCKS = 1L << 22;
}
