package io.fenceline.assembly.verify;

/** How long nothing ended, and how long the slowest command took: since a reset, and in all. Any thread. */
final class StallMeter {
    private long lastEndNs;
    private long gapNs;
    private long slowestNs;
    private long totalGapNs;
    private long totalSlowestNs;
    private boolean begun;

    synchronized void begin(long nowNs) {
        lastEndNs = nowNs;
        begun = true;
    }

    synchronized void ended(long submittedNs, long nowNs) {
        gapNs = Math.max(gapNs, nowNs - lastEndNs);
        slowestNs = Math.max(slowestNs, nowNs - submittedNs);
        lastEndNs = nowNs;
        totalGapNs = Math.max(totalGapNs, gapNs);
        totalSlowestNs = Math.max(totalSlowestNs, slowestNs);
    }

    /** The workload is over: that nothing ends any more is no stall. */
    synchronized void stop() {
        begun = false;
    }

    /** What was since the last call. */
    synchronized VerifyRun.Stall take(long nowNs) {
        long open = begun ? nowNs - lastEndNs : 0;
        VerifyRun.Stall stall = new VerifyRun.Stall(Math.max(gapNs, open), slowestNs);
        totalGapNs = Math.max(totalGapNs, stall.gapNs());
        gapNs = 0;
        slowestNs = 0;
        return stall;
    }

    synchronized VerifyRun.Stall total() {
        return new VerifyRun.Stall(totalGapNs, totalSlowestNs);
    }
}
