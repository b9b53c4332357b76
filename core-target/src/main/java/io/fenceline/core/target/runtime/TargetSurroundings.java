package io.fenceline.core.target.runtime;

import java.lang.System.Logger;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * What a target needs from its surroundings, since its engines are deterministic and silent. All are called on the conductor, and
 * none may block for long.
 *
 * @param random 64 random bits at a time, for CIU and CIRN. CIRN is what a host must know to have a controller reset, so that in
 *            production nobody may be able to guess it
 * @param wallClockMs milliseconds since 1970, for what people read; 0: not known
 * @param reports takes one line for each thing that an operator may want to know
 * @param alarms takes one line for each thing that an operator must know, such as a promise that was not kept
 */
public record TargetSurroundings(LongSupplier random, LongSupplier wallClockMs, Consumer<String> reports, Consumer<String> alarms) {
    private static final Logger LOGGER = System.getLogger("io.fenceline.target");

    /**
     * Those of the platform.
     *
     * @return numbers that cannot be guessed, the time of day, and the log
     */
    public static TargetSurroundings system() {
        return new TargetSurroundings(new SecureRandom()::nextLong, System::currentTimeMillis,
                line -> LOGGER.log(Logger.Level.INFO, line), line -> LOGGER.log(Logger.Level.WARNING, line));
    }

    /**
     * The same again and again, for tests and simulations.
     *
     * @param seed from which all numbers follow
     * @param clockNs virtual time
     * @return numbers that can be guessed
     */
    public static TargetSurroundings seeded(long seed, LongSupplier clockNs) {
        RandomGenerator generator = RandomGeneratorFactory.of("SplittableRandom").create(seed);
        TargetSurroundings log = system();
        return new TargetSurroundings(generator::nextLong, () -> TimeUnit.NANOSECONDS.toMillis(clockNs.getAsLong()), log.reports(),
                log.alarms());
    }

    /**
     * The same, and somebody else hears alarms.
     *
     * @param listener takes one line each
     * @return a copy
     */
    public TargetSurroundings withAlarms(Consumer<String> listener) {
        return new TargetSurroundings(random, wallClockMs, reports, listener);
    }
}
