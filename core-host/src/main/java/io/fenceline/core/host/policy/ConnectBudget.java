package io.fenceline.core.host.policy;

import java.util.concurrent.TimeUnit;

/**
 * What all connection attempts of a host share: a bucket of tokens, one for each attempt, filled at an even rate. A thousand
 * controllers that were lost together come back one after another, in the order in which they asked, instead of falling upon
 * the targets at once. Who is refused is told a time of his own, so that the refused do not all ask again at the same moment.
 * One thread.
 */
public final class ConnectBudget {
    /** Attempts that may begin at once when there were none for a while: enough for a host with a few subsystems. */
    public static final int DEFAULT_BURST = 32;
    /** Attempts per second after that: 1000 controllers are tried within 5 seconds. */
    public static final int DEFAULT_PER_SECOND = 200;

    /** The longest wait that is promised: who is told this asks again, in no order. */
    public static final long MAX_WAIT_NS = TimeUnit.MINUTES.toNanos(1);

    private final long intervalNs;
    private final long burstNs;
    /** When the bucket would be full: a token is there when this is less than a burst away. */
    private long fullNs;
    /** What was promised last to one who was refused. */
    private long promisedNs;
    private boolean begun;

    /** With the defaults. */
    public ConnectBudget() {
        this(DEFAULT_BURST, DEFAULT_PER_SECOND);
    }

    /**
     * A full bucket.
     *
     * @param burst attempts that may begin at once, 1 to 1,000,000
     * @param perSecond attempts per second after that, 1 to 1,000,000
     */
    public ConnectBudget(int burst, int perSecond) {
        if (burst < 1 || burst > 1_000_000 || perSecond < 1 || perSecond > 1_000_000) {
            throw new IllegalArgumentException(
                    "connect budget of " + burst + " at once and " + perSecond + " per second: 1 to 1000000 of each are wanted");
        }
        intervalNs = TimeUnit.SECONDS.toNanos(1) / perSecond;
        burstNs = burst * intervalNs;
    }

    /**
     * Asks for one attempt.
     *
     * @param nowNs the host's clock
     * @return 0: it may begin, and the token is spent; more, up to {@link #MAX_WAIT_NS}: nanoseconds after which to ask again
     */
    public long tryTake(long nowNs) {
        if (!begun) {
            begun = true;
            fullNs = nowNs;
            promisedNs = nowNs;
        }
        if (nowNs - fullNs > 0) {
            fullNs = nowNs;
        }
        long waitNs = fullNs + intervalNs - burstNs - nowNs;
        if (waitNs <= 0) {
            fullNs += intervalNs;
            return 0;
        }
        long next = promisedNs + intervalNs;
        promisedNs = nowNs + Math.min(MAX_WAIT_NS, Math.max(waitNs, next - nowNs));
        return promisedNs - nowNs;
    }
}
