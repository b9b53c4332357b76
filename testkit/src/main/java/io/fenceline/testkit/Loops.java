package io.fenceline.testkit;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** Where loops come from: {@link VirtualTime}, or {@link ThreadLoops} with threads of the real world. */
public interface Loops {
    /** The serial owner of something. */
    interface Loop extends Executor {
        /**
         * Runs a task on the loop. Any thread; tasks run in order.
         *
         * @param task the task
         * @throws java.util.concurrent.RejectedExecutionException after {@link #close}
         */
        @Override
        void execute(Runnable task);

        /**
         * Whether the calling thread is the loop.
         *
         * @return true on the loop
         */
        boolean inLoop();

        /**
         * Runs a task on the loop later; after {@link #close} it is dropped without a word.
         *
         * @param task the task
         * @param delayNs from now, 0 or more
         */
        void schedule(Runnable task, long delayNs);

        /** Takes no further tasks; those that it has still run. Works twice. */
        void close();
    }

    /**
     * A new loop.
     *
     * @param name for threads and messages
     * @return the loop
     */
    Loop loop(String name);

    /**
     * The clock that goes with the loops.
     *
     * @return nanoseconds
     */
    long nowNs();

    /**
     * Waits, on a thread that is no loop, until something is true; lets the loops work meanwhile.
     *
     * @param done safe to ask on the calling thread
     * @param limit greatest time, by {@link #nowNs}
     * @return whether it became true
     */
    boolean await(BooleanSupplier done, Duration limit);

    /** Lets those who {@link #await} look again at once, instead of when they would have looked anyway. Any thread. */
    void wake();

    /**
     * Whether the caller may wait. A task of virtual time may not: nothing else would run meanwhile.
     *
     * @return true on a thread of its own
     */
    default boolean mayWait() {
        return true;
    }
}
