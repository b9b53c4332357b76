package io.fenceline.core.host.runtime;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Where code of others runs, one task after the other, so that it cannot hold up the control thread. */
interface Worker extends Executor, AutoCloseable {
    /** Tasks that wait for their turn: more than a subsystem has controllers. */
    int LIMIT = 1024;

    /** Makes workers. */
    @FunctionalInterface
    interface Maker {
        /**
         * A new one.
         *
         * @param name of its thread
         * @return close it
         */
        Worker make(String name);
    }

    /** Lets go of what runs, and takes nothing any more: {@link java.util.concurrent.RejectedExecutionException}. Never waits. */
    @Override
    void close();

    /**
     * One with a thread of its own while there is something to do. No virtual one: code that goes round and round would keep its carrier
     * from all others.
     *
     * @param name of the thread
     * @return close it
     */
    static Worker thread(String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(LIMIT),
                Thread.ofPlatform().daemon(true).name(name).factory());
        pool.allowCoreThreadTimeOut(true);
        return new Worker() {
            @Override
            public void execute(Runnable task) {
                pool.execute(task);
            }

            @Override
            public void close() {
                pool.shutdownNow();
            }
        };
    }

    /**
     * One that uses somebody else's executor, such as that of virtual time.
     *
     * @param executor runs the tasks
     * @return closing it does nothing
     */
    static Worker of(Executor executor) {
        return new Worker() {
            @Override
            public void execute(Runnable task) {
                executor.execute(task);
            }

            @Override
            public void close() {
                // The executor goes on.
            }
        };
    }
}
