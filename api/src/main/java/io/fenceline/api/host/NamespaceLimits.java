package io.fenceline.api.host;

/**
 * What commands may carry.
 *
 * @param maxTransferBytes data of one command; longer transfers are split
 * @param optimalBytes what transfers should be a multiple of (NOWS, or else the block size)
 * @param maxCopyRanges MSRC; 0: Copy is not supported
 * @param maxCopyBlocks MCL, in total
 * @param maxCopyRangeBlocks MSSRL, in one range
 * @param compare whether Compare is supported
 * @param fused whether Compare and Write is
 * @param writeZeroes whether Write Zeroes is
 * @param deallocate whether Dataset Management is
 * @param verify whether Verify is
 * @param volatileWriteCache whether Flush does anything
 * @param readOnly whether the namespace is write protected
 */
public record NamespaceLimits(int maxTransferBytes, int optimalBytes, int maxCopyRanges, long maxCopyBlocks, int maxCopyRangeBlocks,
        boolean compare, boolean fused, boolean writeZeroes, boolean deallocate, boolean verify, boolean volatileWriteCache,
        boolean readOnly) {
}
