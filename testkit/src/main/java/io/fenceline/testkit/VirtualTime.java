package io.fenceline.testkit;

import io.fenceline.spi.backend.BackendContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A world with one thread and a clock that jumps: what is executed or scheduled runs when the test says so, in an order
 * that is the same each time. Tasks of one loop run in the order in which they were executed; tasks of different loops
 * and timers that are due at the same nanosecond run in the order of their arrival or, with a seed, in an order that
 * the seed decides.
 *
 * <p>Tasks may be handed in from any thread (a back end with threads of its own may complete from there, at the price
 * of determinism); everything runs on the thread that calls one of the {@code run} methods or {@link #advance}.
 */
public final class VirtualTime implements BackendContext.Timer, LongSupplier, Loops {
    /** How many tasks a run may take unless told otherwise: more than any test needs, less than a hang. */
    public static final int STEP_LIMIT = 10_000_000;
    /** Where the clock begins: not at zero, so that a forgotten initial value is noticed. */
    public static final long START_NS = 1_000_000_000L;

    private record Entry(long atNs, long tie, long order, Runnable task) {
    }

    private static final Comparator<Entry> ORDER = Comparator.comparingLong(Entry::atNs).thenComparingLong(Entry::tie)
            .thenComparingLong(Entry::order);

    private final PriorityQueue<Entry> queue = new PriorityQueue<>(ORDER);
    private final @Nullable SplittableRandom random;
    private final List<String> log = new ArrayList<>();
    private boolean logging;
    private long patienceMs;
    private long nowNs = START_NS;
    private long nextOrder;
    private int loops;
    private @Nullable Thread runner;
    private volatile @Nullable VirtualLoop current;

    /** Tasks of the same time run in order of arrival. */
    public VirtualTime() {
        random = null;
    }

    /**
     * Tasks of the same time run in an order that a seed decides.
     *
     * @param seed the same seed, the same order
     */
    public VirtualTime(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A serial executor in virtual time: what a transport shows as the loop of a queue pair. */
    public final class VirtualLoop implements Loop {
        private final String name;
        private volatile boolean closed;
        private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

        private final @Nullable VirtualProcess process;

        private VirtualLoop(String name, @Nullable VirtualProcess process) {
            this.name = name;
            this.process = process;
        }

        @Override
        public void execute(Runnable task) {
            if (closed) {
                throw new RejectedExecutionException("loop " + name + " is closed");
            }
            synchronized (queue) {
                tasks.add(task);
                add(nowNs, this::runNext);
            }
        }

        private void runNext() {
            Runnable task;
            if (process != null && process.pausedUntilNs > nowNs) {
                synchronized (queue) {
                    add(process.pausedUntilNs, this::runNext);
                }
                return;
            }
            synchronized (queue) {
                task = tasks.remove();
            }
            VirtualLoop before = current;
            current = this;
            try {
                task.run();
            } finally {
                current = before;
            }
        }

        @Override
        public boolean inLoop() {
            return current == this && Thread.currentThread() == runner;
        }

        @Override
        public void schedule(Runnable task, long delayNs) {
            Runnable due = () -> {
                if (!closed) {
                    execute(task);
                }
            };
            if (process == null) {
                VirtualTime.this.schedule(due, delayNs);
            } else {
                process.schedule(due, delayNs);
            }
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * Loops that stand still together, as those of a process do whose virtual machine pauses, and a clock of their own that goes as
     * the true one does, and can jump.
     */
    public final class VirtualProcess implements Loops {
        /** A timer of these loops, by their own clock. */
        private static final class Due {
            private final long atNs;
            private final Runnable task;
            private boolean done;

            private Due(long atNs, Runnable task) {
                this.atNs = atNs;
                this.task = task;
            }

            private void run() {
                if (!done) {
                    done = true;
                    task.run();
                }
            }
        }

        private record Jump(long toNs, long byNs) {
        }

        private final Set<Due> timers = new LinkedHashSet<>();
        private final List<Jump> jumps = new CopyOnWriteArrayList<>();
        private volatile long pausedUntilNs;
        private volatile long aheadNs;

        private VirtualProcess() {
        }

        /**
         * Lets nothing run on these loops for a while; what comes to them then runs afterwards, in order.
         *
         * @param ns from now
         */
        public void pause(long ns) {
            pausedUntilNs = Math.max(pausedUntilNs, VirtualTime.this.nowNs() + ns);
        }

        /**
         * Lets the clock of these loops jump forward, and their timers with it. No clock should; hypervisors have been seen to.
         *
         * @param ns by how much
         */
        public void jump(long ns) {
            List<Due> all;
            synchronized (queue) {
                aheadNs += ns;
                jumps.add(new Jump(nowNs(), ns));
                all = List.copyOf(timers);
            }
            for (Due due : all) {
                VirtualTime.this.schedule(() -> run(due), Math.max(0, due.atNs - nowNs()));
            }
        }

        /**
         * What the true clock showed when this one showed something.
         *
         * @param ns as {@link #nowNs} has told
         * @return as {@link VirtualTime#nowNs} told then
         */
        public long trueNs(long ns) {
            long ahead = 0;
            for (Jump jump : jumps) {
                ahead += ns >= jump.toNs ? jump.byNs : 0;
            }
            return ns - ahead;
        }

        private void schedule(Runnable task, long delayNs) {
            Due due = new Due(nowNs() + delayNs, task);
            synchronized (queue) {
                timers.add(due);
            }
            VirtualTime.this.schedule(() -> run(due), delayNs);
        }

        private void run(Due due) {
            synchronized (queue) {
                timers.remove(due);
            }
            due.run();
        }

        /**
         * Until when it pauses, or did last.
         *
         * @return as {@link VirtualTime#nowNs}; 0: it never did
         */
        public long pausedUntilNs() {
            return pausedUntilNs;
        }

        @Override
        public VirtualLoop loop(String name) {
            return newLoop(name, this);
        }

        @Override
        public long nowNs() {
            return VirtualTime.this.nowNs() + aheadNs;
        }

        @Override
        public boolean await(BooleanSupplier done, Duration limit) {
            return VirtualTime.this.await(done, limit);
        }

        @Override
        public void wake() {
            VirtualTime.this.wake();
        }
    }

    /**
     * A process: loops that can be paused together.
     *
     * @return a new one
     */
    public VirtualProcess process() {
        return new VirtualProcess();
    }

    @Override
    public VirtualLoop loop(String name) {
        return newLoop(name, null);
    }

    private VirtualLoop newLoop(String name, @Nullable VirtualProcess process) {
        synchronized (queue) {
            return new VirtualLoop(name + "-" + loops++, process);
        }
    }

    @Override
    public long nowNs() {
        synchronized (queue) {
            return nowNs;
        }
    }

    /** The clock, as an engine or a context takes it. */
    @Override
    public long getAsLong() {
        return nowNs();
    }

    @Override
    public void schedule(Runnable task, long delayNs) {
        if (delayNs < 0) {
            throw new IllegalArgumentException("delay " + delayNs + " ns: 0 or more is wanted");
        }
        synchronized (queue) {
            add(nowNs + delayNs, task);
        }
    }

    /**
     * Runs a task as soon as the time runs, on no loop.
     *
     * @param task the task
     */
    public void execute(Runnable task) {
        schedule(task, 0);
    }

    private void add(long atNs, Runnable task) {
        queue.add(new Entry(atNs, random == null ? 0 : random.nextLong(), nextOrder++, task));
        queue.notifyAll();
    }

    /**
     * Runs everything that is due now, and what follows from it, without moving the clock.
     *
     * @return how many tasks ran
     */
    public int runDue() {
        return run(nowNs(), STEP_LIMIT, () -> false);
    }

    /**
     * Runs everything, moving the clock from timer to timer, until nothing is left.
     *
     * @param limit how many tasks at most
     * @return how many tasks ran
     * @throws IllegalStateException when tasks are left after {@code limit}: something goes on for ever
     */
    public int runUntilIdle(int limit) {
        return run(Long.MAX_VALUE, limit, () -> false);
    }

    /**
     * Runs everything that is due until a moment, and leaves the clock there.
     *
     * @param byNs nanoseconds from now
     * @return how many tasks ran
     */
    public int advance(long byNs) {
        long untilNs = nowNs() + byNs;
        int ran = run(untilNs, STEP_LIMIT, () -> false);
        synchronized (queue) {
            nowNs = Math.max(nowNs, untilNs);
        }
        return ran;
    }

    /**
     * Runs until something is true.
     *
     * @param done asked before the first task and after each one
     * @param withinNs how far the clock may go from now
     * @return whether it became true; when not, nothing is left to do within that time
     */
    public boolean runUntil(BooleanSupplier done, long withinNs) {
        long now = nowNs();
        run(now > Long.MAX_VALUE - withinNs ? Long.MAX_VALUE : now + withinNs, STEP_LIMIT, done);
        return done.getAsBoolean();
    }

    /**
     * Says that a part with threads of its own takes part: {@link #await} then waits in real time for what it hands in,
     * instead of giving up as soon as nothing is left to do.
     *
     * @param real how long one such wait may take
     * @return this
     */
    public VirtualTime withPatience(Duration real) {
        patienceMs = real.toMillis();
        return this;
    }

    @Override
    public boolean await(BooleanSupplier done, Duration limit) {
        if (done.getAsBoolean()) {
            return true; // also for a task, which may not wait but may ask
        }
        long deadlineNs = nowNs() + limit.toNanos();
        while (!runUntil(done, Math.max(0, deadlineNs - nowNs()))) {
            try {
                if (patienceMs == 0 || nowNs() >= deadlineNs || !awaitExternal(patienceMs)) {
                    synchronized (queue) {
                        nowNs = Math.max(nowNs, deadlineNs);
                    }
                    return false;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** Does nothing: whoever waits looks after every task. */
    @Override
    public void wake() {
    }

    @Override
    public boolean mayWait() {
        return runner == null;
    }

    private int run(long untilNs, int limit, BooleanSupplier done) {
        if (runner != null) {
            throw new IllegalStateException("virtual time is running already: a task must not wait");
        }
        runner = Thread.currentThread();
        try {
            int ran = 0;
            while (!done.getAsBoolean()) {
                Entry next;
                synchronized (queue) {
                    next = queue.peek();
                    if (next == null || next.atNs > untilNs) {
                        return ran;
                    }
                    if (ran == limit) {
                        throw new IllegalStateException("not idle after " + limit + " tasks, at " + nowNs + " ns");
                    }
                    queue.remove();
                    nowNs = Math.max(nowNs, next.atNs);
                }
                ran++;
                next.task.run();
            }
            return ran;
        } finally {
            runner = null;
        }
    }

    /**
     * Whether anything waits to be run, now or later.
     *
     * @return true when nothing does
     */
    public boolean idle() {
        synchronized (queue) {
            return queue.isEmpty();
        }
    }

    /**
     * Waits, in real time, until a task has been handed in by another thread. For tests in which a part with threads of
     * its own takes part.
     *
     * @param realMs greatest time in milliseconds
     * @return whether there is a task
     * @throws InterruptedException when the thread is interrupted
     */
    public boolean awaitExternal(long realMs) throws InterruptedException {
        long deadline = System.nanoTime() + realMs * 1_000_000L;
        synchronized (queue) {
            while (queue.isEmpty()) {
                long left = (deadline - System.nanoTime()) / 1_000_000L;
                if (left <= 0) {
                    return false;
                }
                queue.wait(left);
            }
            return true;
        }
    }

    /**
     * From now on {@link #note} keeps its lines.
     *
     * @return this
     */
    public VirtualTime keepLog() {
        logging = true;
        return this;
    }

    /**
     * Writes a line with the time before it, when a log is kept: two runs of one seed have the same log.
     *
     * @param line what happened
     */
    public void note(String line) {
        if (logging) {
            synchronized (queue) {
                log.add(nowNs + " " + line);
            }
        }
    }

    /**
     * What has been noted.
     *
     * @return a copy
     */
    public List<String> log() {
        synchronized (queue) {
            return List.copyOf(log);
        }
    }
}
