package io.fenceline.core.target.engine;

import java.util.concurrent.TimeUnit;

/**
 * The limits and deadlines of a target's control path. Times in nanoseconds.
 *
 * @param connectDeadlineNs how long a queue pair may stay without a successful Connect before it is ended
 * @param maxPendingConnects how many such queue pairs there may be; a further one is ended at once
 * @param adminQueueSize entries of an admin queue: the greatest SQSIZE + 1 of a Connect with QID 0, and ASQSZ in discovery
 * @param maxControllersPerSubsystem further admin Connects get Controller Busy
 * @param maxControllersPerHost of one subsystem: one host that reconnects in a loop must not take every identifier
 * @param associationIdleNs how long a controller without keep alive may say nothing while it is disabled, shut down or a
 *            discovery controller (NVM Express Base 2.1, 3.9: two minutes)
 * @param readyTimeoutNs CAP.TO and CRTO: how long a reset or a shutdown may wait for I/O queues before the controller is
 *            fatal; at most 127.5 s
 * @param fatalNs how long a fatal controller stays readable before its association is ended
 * @param quiesceReportNs after this time of quiescing, and again each time it has passed, the operator is told
 * @param resetNs when no quiesce time was promised (CQT is zero): how long a Cross-Controller Reset may last before it is reported as
 *            failed
 * @param listenRetryMinNs first delay before a listener that could not bind is tried again; it doubles
 * @param listenRetryMaxNs greatest delay
 */
public record Limits(long connectDeadlineNs, int maxPendingConnects, int adminQueueSize, int maxControllersPerSubsystem,
        int maxControllersPerHost, long associationIdleNs, long readyTimeoutNs, long fatalNs, long quiesceReportNs, long resetNs,
        long listenRetryMinNs, long listenRetryMaxNs) {
    /** Asynchronous Event Requests that a controller holds; a further one gets Asynchronous Event Request Limit Exceeded. */
    public static final int ASYNC_EVENT_REQUESTS = 4;
    /** Abort commands that a controller works on at a time; a further one gets Abort Command Limit Exceeded. */
    public static final int ABORTS = 4;
    /** CCRL: Cross-Controller Resets that one source has in progress; a further one gets Cross-Controller Reset Limit Exceeded. */
    public static final int CROSS_CONTROLLER_RESETS = 4;
    /** Lost associations that are remembered for the operator, of all subsystems together. */
    public static final int ASSOCIATION_ENDS = 256;
    /** Entries of the error information log. */
    public static final int ERROR_LOG_ENTRIES = 64;
    /** Greatest data length of an admin command to the controller: Set Features and Connect need 1 KiB at most. */
    public static final int ADMIN_DATA_IN_BYTES = 4096;
    /** Granularity of the keep alive timer in milliseconds: KAS is one unit of 100 ms. */
    public static final int KEEP_ALIVE_GRANULARITY_MS = 100;
    /** Entries of the changed namespace list log page; more are reported as one entry FFFFFFFFh. */
    public static final int CHANGED_NAMESPACES = 1024;

    /** What suits most. */
    public static final Limits DEFAULT = new Limits(seconds(10), 1024, 128, 4096, 256, seconds(120), seconds(15), seconds(30), seconds(10),
            seconds(60), seconds(1) / 2, seconds(10));

    /**
     * CAP.TO and CRTO.CRWMT.
     *
     * @return in units of 500 ms, 1 to 255
     */
    public int readyTimeoutUnits() {
        return Math.clamp((readyTimeoutNs + 499_999_999L) / 500_000_000L, 1, 255);
    }

    private static long seconds(long s) {
        return TimeUnit.SECONDS.toNanos(s);
    }
}
