package io.fenceline.core.host.policy;

/**
 * How long a path waits before it is connected again: twice as long after each attempt that failed, with jitter, so that paths
 * that were lost together do not come back together. A pure function; randomness is the caller's.
 */
public final class ReconnectDelay {
    /** From here on twice as much would not fit; the greatest delay is reached long before. */
    private static final int MAX_DOUBLINGS = 62;

    private ReconnectDelay() {
    }

    /**
     * The delay with equal jitter: between half of what doubling gives and all of it. What the host uses.
     *
     * @param attempt attempts that have failed since the path was live; 0: none yet
     * @param baseNs the delay before the first attempt, more than 0
     * @param maxNs the greatest delay, at least {@code baseNs}
     * @param random 64 random bits
     * @return nanoseconds, half of {@code baseNs} to {@code maxNs}
     * @throws IllegalArgumentException when an argument is out of its range
     */
    public static long delayNs(int attempt, long baseNs, long maxNs, long random) {
        long ceiling = ceilingNs(attempt, baseNs, maxNs);
        long half = ceiling / 2;
        return ceiling - half + scale(half, random);
    }

    /**
     * The delay with full jitter: anything up to what doubling gives. Spreads a crowd best, but lets one path knock early.
     *
     * @param attempt attempts that have failed since the path was live; 0: none yet
     * @param baseNs the greatest delay before the first attempt, more than 0
     * @param maxNs the greatest delay, at least {@code baseNs}
     * @param random 64 random bits
     * @return nanoseconds, 0 to {@code maxNs}
     * @throws IllegalArgumentException when an argument is out of its range
     */
    public static long fullJitterNs(int attempt, long baseNs, long maxNs, long random) {
        return scale(ceilingNs(attempt, baseNs, maxNs), random);
    }

    private static long ceilingNs(int attempt, long baseNs, long maxNs) {
        if (attempt < 0 || baseNs <= 0 || maxNs < baseNs) {
            throw new IllegalArgumentException("attempt " + attempt + ", base " + baseNs + ", max " + maxNs
                    + ": attempt from 0, base from 1, max from base are wanted");
        }
        int doublings = Math.min(attempt, MAX_DOUBLINGS);
        return baseNs > maxNs >> doublings ? maxNs : baseNs << doublings;
    }

    /** A number from 0 to {@code most}, both possible, evenly from 64 bits. */
    private static long scale(long most, long random) {
        return Math.unsignedMultiplyHigh(random, most + 1);
    }
}
