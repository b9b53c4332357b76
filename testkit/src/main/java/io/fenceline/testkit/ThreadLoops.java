package io.fenceline.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Loops with a daemon thread each, and the real clock. */
public final class ThreadLoops implements Loops, AutoCloseable {
    /** How often {@link #await} asks when nobody wakes it. */
    private static final long ASK_EVERY_NS = 1_000_000;

    private final List<ThreadLoop> loops = new CopyOnWriteArrayList<>();
    private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicInteger made = new AtomicInteger();

    /** Makes a source without loops. */
    public ThreadLoops() {
    }

    private static final class ThreadLoop implements Loop {
        private volatile @Nullable Thread thread;
        private final ScheduledThreadPoolExecutor executor;

        ThreadLoop(String name) {
            executor = new ScheduledThreadPoolExecutor(1, task -> {
                Thread made = new Thread(task, name);
                made.setDaemon(true);
                thread = made;
                return made;
            });
            executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        }

        @Override
        public void execute(Runnable task) {
            executor.execute(guarded(task));
        }

        @Override
        public boolean inLoop() {
            return Thread.currentThread() == thread;
        }

        @Override
        public void schedule(Runnable task, long delayNs) {
            if (!executor.isShutdown()) {
                var _ = executor.schedule(guarded(task), delayNs, TimeUnit.NANOSECONDS);
            }
        }

        /** A task that throws must be seen: the executor alone would keep the exception to itself. */
        private static Runnable guarded(Runnable task) {
            return () -> {
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    Thread current = Thread.currentThread();
                    current.getUncaughtExceptionHandler().uncaughtException(current, e);
                }
            };
        }

        @Override
        public void close() {
            executor.shutdown();
        }
    }

    @Override
    public Loop loop(String name) {
        ThreadLoop loop = new ThreadLoop(name + "-" + made.getAndIncrement());
        loops.add(loop);
        return loop;
    }

    @Override
    public long nowNs() {
        return System.nanoTime();
    }

    @Override
    public boolean await(BooleanSupplier done, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread current = Thread.currentThread();
            waiting.add(current);
            if (!done.getAsBoolean()) {
                LockSupport.parkNanos(this, ASK_EVERY_NS);
            }
            waiting.remove(current);
            if (Thread.interrupted()) {
                current.interrupt();
                return false;
            }
        }
        return true;
    }

    @Override
    public void wake() {
        for (Thread thread : waiting) {
            LockSupport.unpark(thread);
        }
    }

    /** Ends all loops, and waits until their threads have ended. */
    @Override
    public void close() {
        loops.forEach(ThreadLoop::close);
        for (ThreadLoop loop : loops) {
            boolean ended = false;
            try {
                ended = loop.executor.awaitTermination(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (!ended) {
                throw new IllegalStateException("a loop has not ended: " + loop.thread);
            }
        }
    }
}
