package io.fenceline.api.host;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a host treats a subsystem and the controllers that reach it. Immutable; begin with {@link #DEFAULTS}.
 *
 * @param keepAlive KATO of I/O controllers; zero: none, and then only {@code recovery} {@code ccr} and {@code none} are accepted, since
 *            without it no time is known after which a lost controller is silent. Up to 1 hour
 * @param ioQueues I/O queues of a controller, 1 to 65534; 0: as many as the transport has loops
 * @param queueSize entries of an I/O queue, 2 to 4096; a controller may allow less
 * @param flowControl submission queue flow control
 * @param commandTimeout after which an unanswered I/O command is aborted, 10 ms or more
 * @param adminTimeout after which an unanswered admin command fails the controller
 * @param abortTimeout how long the answer to an abort, and then the end of the aborted command, may take before the controller
 *            fails
 * @param connectTimeout how long one attempt, from the first connection to the last queue, may take
 * @param reconnectDelay before the first new attempt; later ones wait longer, with jitter
 * @param reconnectDelayMax the longest wait between attempts
 * @param controllerLossTimeout after which a path that cannot be connected again is forgotten; null: never
 * @param fastIoFailTimeout after which commands fail while no path can be connected; counted from the end of a fence, never
 *            from its beginning; null: they wait until their own deadline
 * @param deadline of a call that names none; covers waiting for a path. Null: none
 * @param maxRetries how often a command is sent again after a status that allows it; changes of path do not count
 * @param waitingLimit how many commands may wait for a path, in a namespace (a request that is split has several); more fail at once
 * @param recovery the recovery policy by name: {@code ccr-then-time} lets another controller reset the lost one (Cross-Controller
 *            Reset), and holds its commands by the specification's times where that cannot be done; {@code ccr} trusts a reset
 *            only; {@code time} the times only; {@code none} gives commands to other paths at once and can lose writes
 * @param fencing how lost controllers are fenced beside that
 * @param quiesceTime CQT to assume of a controller that reports none
 * @param pathSelector the path selector by name: {@code queue-depth}, {@code round-robin}, {@code affinity}, {@code active-passive},
 *            {@code latency}
 * @param selectorOptions the selector's own, by key
 * @param transportOptions the transport's own, by key, such as {@code headerDigest}
 */
public record HostOptions(Duration keepAlive, int ioQueues, int queueSize, boolean flowControl, Duration commandTimeout,
        Duration adminTimeout, Duration abortTimeout, Duration connectTimeout, Duration reconnectDelay, Duration reconnectDelayMax,
        @Nullable Duration controllerLossTimeout, @Nullable Duration fastIoFailTimeout, @Nullable Duration deadline, int maxRetries,
        int waitingLimit, String recovery, FencingOptions fencing, Duration quiesceTime, String pathSelector,
        Map<String, String> selectorOptions,
        Map<String, String> transportOptions) {
    // Before the defaults, which are checked against it.
    private static final Duration HOUR = Duration.ofHours(1);

    /** What is right for most. */
    public static final HostOptions DEFAULTS = new HostOptions(Duration.ofSeconds(5), 0, 128, false, Duration.ofSeconds(30),
            Duration.ofSeconds(60), Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(30), null,
            null,
            Duration.ofMinutes(2), 5, 65_536, "ccr-then-time", FencingOptions.DEFAULTS, Duration.ofSeconds(10), "queue-depth", Map.of(),
            Map.of());

    /** Checks the ranges. */
    public HostOptions {
        Objects.requireNonNull(recovery, "recovery");
        Objects.requireNonNull(fencing, "fencing");
        Objects.requireNonNull(pathSelector, "pathSelector");
        selectorOptions = Map.copyOf(selectorOptions);
        transportOptions = Map.copyOf(transportOptions);
        range("keepAlive", keepAlive, Duration.ZERO, HOUR);
        if (keepAlive.isZero() && (recovery.equals("time") || recovery.equals("ccr-then-time"))) {
            throw new IllegalArgumentException("keepAlive 0 with recovery " + recovery + ": without a keep alive no time bounds what a lost"
                    + " controller still executes; a keep alive, or recovery ccr or none, is wanted");
        }
        range("ioQueues", ioQueues, 0, 65_534);
        range("queueSize", queueSize, 2, 4096);
        range("commandTimeout", commandTimeout, Duration.ofMillis(10), HOUR);
        range("adminTimeout", adminTimeout, Duration.ofMillis(10), HOUR);
        range("abortTimeout", abortTimeout, Duration.ofMillis(10), HOUR);
        range("connectTimeout", connectTimeout, Duration.ofMillis(10), HOUR);
        range("reconnectDelay", reconnectDelay, Duration.ofMillis(1), HOUR);
        range("reconnectDelayMax", reconnectDelayMax, reconnectDelay, HOUR);
        range("maxRetries", maxRetries, 0, 1000);
        range("waitingLimit", waitingLimit, 1, 16_777_216);
        range("quiesceTime", quiesceTime, Duration.ZERO, HOUR);
    }

    private static void range(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(key + " " + value + ": " + least + " to " + most + " is wanted");
        }
    }

    private static void range(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + " " + value + ": " + least + " to " + most + " is wanted");
        }
    }

    /**
     * A builder that begins with these values.
     *
     * @return a new one
     */
    public HostOptionsBuilder change() {
        return new HostOptionsBuilder(this);
    }
}
