package io.fenceline.core.conductor;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import java.lang.System.Logger;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The conductor of production: one thread behind a bounded Disruptor ring, with timers of its own.
 *
 * <p>A producer that finds the ring full waits until there is room. That cannot lock up: the conductor never waits for a
 * producer (what it hands to loops goes into their unbounded queues, and what it hands to itself goes into a queue of its
 * own beside the ring), so it always comes round to make room. A loop that waits gives its hosts back pressure instead of
 * memory.
 *
 * <p>An exception from a task is logged, and the conductor goes on: one command's mistake must not end all associations.
 */
public final class DisruptorConductor implements Conductor {
    /** Entries of the ring: more than the admin commands of a thousand hosts that come at once. */
    public static final int RING_SIZE = 4096;
    /** How many tasks run before timers are looked at. */
    private static final int BATCH = 256;

    private static final Logger LOGGER = System.getLogger(DisruptorConductor.class.getName());

    private static final class Slot {
        private @Nullable Runnable task;
    }

    private static final class Deadline implements Timer {
        private final long atNs;
        private final long order;
        private volatile @Nullable Runnable task;

        Deadline(long atNs, long order, Runnable task) {
            this.atNs = atNs;
            this.order = order;
            this.task = task;
        }

        @Override
        public void cancel() {
            task = null;
        }
    }

    private final RingBuffer<Slot> ring = RingBuffer.createMultiProducer(Slot::new, RING_SIZE);
    private final EventPoller<Slot> poller = ring.newPoller();
    private final ArrayDeque<Runnable> own = new ArrayDeque<>();
    private final PriorityQueue<Deadline> deadlines = new PriorityQueue<>(
            Comparator.<Deadline>comparingLong(d -> d.atNs).thenComparingLong(d -> d.order));
    private final ExecutorService blocking;
    private final Thread thread;
    private long order;
    private int ran;
    private volatile boolean parked;
    private volatile boolean closing;

    /**
     * Starts one.
     *
     * @param name of its threads
     */
    public DisruptorConductor(String name) {
        ring.addGatingSequences(poller.getSequence());
        blocking = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-blocking-", 0).factory());
        thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
        thread.start();
    }

    @Override
    public void execute(Runnable task) {
        if (inConductor()) {
            own.add(task);
            return;
        }
        if (closing) {
            throw new RejectedExecutionException(thread.getName() + " is closed");
        }
        long sequence = ring.next();
        try {
            ring.get(sequence).task = task;
        } finally {
            ring.publish(sequence);
        }
        // The publication must be visible before the flag is read: else both sides could miss each other and the task sleep.
        VarHandle.fullFence();
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public Timer schedule(Runnable task, long delayNs) {
        if (!inConductor()) {
            throw new IllegalStateException("only the conductor schedules");
        }
        Deadline deadline = new Deadline(nowNs() + delayNs, order++, task);
        deadlines.add(deadline);
        return deadline;
    }

    @Override
    public long nowNs() {
        return System.nanoTime();
    }

    @Override
    public boolean inConductor() {
        return Thread.currentThread() == thread;
    }

    @Override
    public Executor blocking() {
        return blocking;
    }

    private void run() {
        while (true) {
            boolean worked = runOwn();
            worked |= poll();
            worked |= runDeadlines();
            if (worked) {
                continue;
            }
            parked = true;
            VarHandle.fullFence();
            if (poll()) {
                parked = false;
                continue;
            }
            if (closing) {
                return;
            }
            Deadline next = deadlines.peek();
            if (next == null) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, Math.max(1, next.atNs - nowNs()));
            }
            parked = false;
        }
    }

    private boolean runOwn() {
        boolean worked = false;
        for (int i = 0; i < BATCH; i++) {
            Runnable task = own.poll();
            if (task == null) {
                break;
            }
            guarded(task);
            worked = true;
        }
        return worked;
    }

    private boolean poll() {
        ran = 0;
        try {
            poller.poll((slot, sequence, endOfBatch) -> {
                Runnable task = slot.task;
                slot.task = null;
                if (task != null) {
                    guarded(task);
                }
                return ++ran < BATCH;
            });
        } catch (Exception e) {
            throw new IllegalStateException("a guarded task threw", e);
        }
        return ran > 0;
    }

    private boolean runDeadlines() {
        boolean worked = false;
        long nowNs = nowNs();
        Deadline next;
        while ((next = deadlines.peek()) != null && next.atNs - nowNs <= 0) {
            deadlines.remove();
            Runnable task = next.task;
            if (task != null) {
                guarded(task);
            }
            worked = true;
        }
        return worked;
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOGGER.log(Logger.Level.ERROR, "a task of the conductor failed; the conductor goes on", e);
        }
    }

    @Override
    public void close() {
        if (inConductor()) {
            throw new IllegalStateException("the conductor cannot wait for itself");
        }
        blocking.close();
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
