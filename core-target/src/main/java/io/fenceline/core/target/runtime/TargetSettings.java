package io.fenceline.core.target.runtime;

import io.fenceline.api.Nqn;
import io.fenceline.core.target.engine.Limits;
import java.time.Duration;

/**
 * What a target is told once, when it is made.
 *
 * @param discoveryNqn the unique name of its discovery subsystem; {@link Nqn#DISCOVERY}: it has none
 * @param discoveryGeneration GENCTR to begin with: what {@link io.fenceline.api.target.View#discoveryGeneration} said before
 *            a restart, plus one
 * @param idSeed from which the first controller identifier of a subsystem follows, so that a restarted target does not begin
 *            with the identifiers of its former life; 0: begin with the least
 * @param version of the software, for FR of Identify Controller; its first eight characters are used
 * @param connectDeadline how long a connection may stay without a Connect command
 * @param maxPendingConnects how many such connections there may be, 1 or more
 * @param adminQueueSize greatest number of entries of an admin queue, 32 to 4096
 * @param maxControllersPerSubsystem 1 or more
 * @param maxControllersPerHost of one subsystem, 1 or more
 * @param associationIdle how long a controller without keep alive may say nothing while it is not enabled
 * @param readyTimeout how long a reset or shutdown may wait for I/O, 500 ms to 127 s: CAP.TO
 * @param fatalTime how long a fatal controller stays readable
 * @param quiesceReport how often the operator hears of a controller that does not become silent
 * @param listenRetryMin first delay before a listener is tried again
 * @param listenRetryMax greatest delay
 */
public record TargetSettings(Nqn discoveryNqn, long discoveryGeneration, long idSeed, String version, Duration connectDeadline,
        int maxPendingConnects, int adminQueueSize, int maxControllersPerSubsystem, int maxControllersPerHost, Duration associationIdle,
        Duration readyTimeout, Duration fatalTime, Duration quiesceReport, Duration listenRetryMin, Duration listenRetryMax) {
    /** Checks the bounds. */
    public TargetSettings {
        within("maxPendingConnects", maxPendingConnects, 1, 1 << 20);
        within("adminQueueSize", adminQueueSize, 32, 4096);
        within("maxControllersPerSubsystem", maxControllersPerSubsystem, 1, 0xFFEF);
        within("maxControllersPerHost", maxControllersPerHost, 1, 0xFFEF);
        within("connectDeadline (ms)", connectDeadline.toMillis(), 100, 600_000);
        within("readyTimeout (ms)", readyTimeout.toMillis(), 500, 127_500);
        within("listenRetryMin (ms)", listenRetryMin.toMillis(), 1, listenRetryMax.toMillis());
    }

    private static void within(String key, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(key + ": " + value + " is not valid; " + min + " to " + max + " is wanted");
        }
    }

    /**
     * What suits most.
     *
     * @return no unique discovery name, generation 1
     */
    public static TargetSettings defaults() {
        Limits limits = Limits.DEFAULT;
        return new TargetSettings(Nqn.DISCOVERY, 1, 0, "0.1", Duration.ofNanos(limits.connectDeadlineNs()), limits.maxPendingConnects(),
                limits.adminQueueSize(), limits.maxControllersPerSubsystem(), limits.maxControllersPerHost(),
                Duration.ofNanos(limits.associationIdleNs()), Duration.ofNanos(limits.readyTimeoutNs()),
                Duration.ofNanos(limits.fatalNs()), Duration.ofNanos(limits.quiesceReportNs()), Duration.ofNanos(limits.listenRetryMinNs()),
                Duration.ofNanos(limits.listenRetryMaxNs()));
    }

    /**
     * The same with an identity of its own.
     *
     * @param nqn the unique name of the discovery subsystem
     * @param generation GENCTR to begin with
     * @param seed from which first controller identifiers follow
     * @param softwareVersion for FR
     * @return a copy
     */
    public TargetSettings withIdentity(Nqn nqn, long generation, long seed, String softwareVersion) {
        return new TargetSettings(nqn, generation, seed, softwareVersion, connectDeadline, maxPendingConnects, adminQueueSize,
                maxControllersPerSubsystem, maxControllersPerHost, associationIdle, readyTimeout, fatalTime, quiesceReport, listenRetryMin,
                listenRetryMax);
    }

    /**
     * The same with other limits of association.
     *
     * @param deadline for Connect
     * @param pending how many connections may wait for it
     * @param perSubsystem controllers of a subsystem
     * @param perHost controllers of a host and subsystem
     * @return a copy
     */
    public TargetSettings withAdmission(Duration deadline, int pending, int perSubsystem, int perHost) {
        return new TargetSettings(discoveryNqn, discoveryGeneration, idSeed, version, deadline, pending, adminQueueSize, perSubsystem,
                perHost, associationIdle, readyTimeout, fatalTime, quiesceReport, listenRetryMin, listenRetryMax);
    }

    Limits limits() {
        return new Limits(connectDeadline.toNanos(), maxPendingConnects, adminQueueSize, maxControllersPerSubsystem, maxControllersPerHost,
                associationIdle.toNanos(), readyTimeout.toNanos(), fatalTime.toNanos(), quiesceReport.toNanos(),
                Limits.DEFAULT.resetNs(), listenRetryMin.toNanos(),
                listenRetryMax.toNanos());
    }
}
