package io.fenceline.core.host.engine.path;

/**
 * What a controller's commands may carry.
 *
 * @param maxTransferBytes of one command
 * @param maxZeroesBytes of one Write Zeroes (WZSL); 0: 65536 blocks
 * @param maxVerifyBytes of one Verify (VSL); 0: 65536 blocks
 * @param compare ONCS
 * @param fused FUSES, Compare and Write
 * @param writeZeroes ONCS
 * @param deallocate ONCS, Dataset Management
 * @param verify ONCS
 * @param copy ONCS
 * @param writeCache VWC
 */
public record CommandLimits(int maxTransferBytes, int maxZeroesBytes, int maxVerifyBytes, boolean compare, boolean fused,
        boolean writeZeroes,
        boolean deallocate, boolean verify, boolean copy, boolean writeCache) {
    /**
     * What holds over either of two controllers.
     *
     * @param other the other one's
     * @return the lesser of each
     */
    public CommandLimits and(CommandLimits other) {
        return new CommandLimits(Math.min(maxTransferBytes, other.maxTransferBytes), least(maxZeroesBytes, other.maxZeroesBytes),
                least(maxVerifyBytes, other.maxVerifyBytes), compare && other.compare, fused && other.fused,
                writeZeroes && other.writeZeroes, deallocate && other.deallocate, verify && other.verify, copy && other.copy,
                writeCache || other.writeCache);
    }

    private static int least(int a, int b) {
        return a == 0 ? b : b == 0 ? a : Math.min(a, b);
    }
}
