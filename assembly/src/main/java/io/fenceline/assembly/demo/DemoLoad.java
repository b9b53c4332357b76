package io.fenceline.assembly.demo;

import io.fenceline.api.host.HostException;
import io.fenceline.api.host.IoOptions;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.testkit.sim.Finding;
import io.fenceline.testkit.sim.GhostWriteChecker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Workers that write stamped blocks and read them back at a moderate pace, and the one block that the story is about. One oracle judges
 * all. Any thread may ask how it goes.
 */
final class DemoLoad {
    /** The block of the story; the workers leave it alone. */
    static final long BLOCK = 7;
    static final int WORKERS = 8;
    /** Each worker has a stripe of its own after the first blocks: it writes on and on through it, and reads what it wrote lately. */
    private static final long FIRST = 1024;
    private static final long STRIPE = 1 << 16;
    private static final int LATELY = 64;
    /** What the namespace must have. */
    static final long TOTAL_BLOCKS = FIRST + WORKERS * STRIPE;
    private static final int BATCH = 64;
    /** Between two commands of a worker: the demonstration is to show a stall, not to load the machine. */
    private static final long PACE_NS = 1_000_000;
    private static final int STORY_LANE = WORKERS;

    private final NamespaceHandle namespace;
    private final GhostWriteChecker checker;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong ended = new AtomicLong();
    /** How many blocks of its stripe each worker has written, the stripe over again included. */
    private final AtomicLongArray written = new AtomicLongArray(WORKERS);
    private final AtomicLong failed = new AtomicLong();
    private volatile boolean running;
    // Of the workers together, under the lock:
    private long lastNs;
    private long gapNs;
    private long slowestNs;

    DemoLoad(NamespaceHandle namespace, long run, LongSupplier clock) {
        this.namespace = namespace;
        checker = new GhostWriteChecker(namespace.blockSize(), run, true, clock);
    }

    /** A write of the story that is under way, or has ended. */
    record StoryWrite(GhostWriteChecker.Write write, CompletableFuture<Void> call, long issuedNs) {
        long generation() {
            return write.generation();
        }
    }

    void start() {
        running = true;
        lastNs = System.nanoTime();
        SplittableRandom seeds = new SplittableRandom(lastNs);
        for (int i = 0; i < WORKERS; i++) {
            int lane = i;
            SplittableRandom random = seeds.split();
            threads.add(Thread.ofVirtual().name("demo-worker-" + i).start(() -> work(lane, random)));
        }
    }

    private void work(int lane, SplittableRandom random) {
        ByteBuffer memory = ByteBuffer.allocateDirect(namespace.blockSize());
        while (running) {
            long mine = written.get(lane);
            long from = System.nanoTime();
            boolean well = (mine > 0 && random.nextInt(3) == 0)
                    ? read(place(lane, mine - 1 - random.nextLong(Math.min(mine, LATELY))), memory)
                    : write(lane, place(lane, written.getAndIncrement(lane)), memory);
            if (well) {
                ended(from);
            }
            LockSupport.parkNanos(PACE_NS);
        }
    }

    private static long place(int lane, long number) {
        return FIRST + lane * STRIPE + number % STRIPE;
    }

    private synchronized void ended(long fromNs) {
        long now = System.nanoTime();
        ended.incrementAndGet();
        gapNs = Math.max(gapNs, now - lastNs);
        slowestNs = Math.max(slowestNs, now - fromNs);
        lastNs = now;
    }

    private boolean read(long lba, ByteBuffer memory) {
        GhostWriteChecker.Read read = checker.onRead(lba, memory.capacity() / namespace.blockSize());
        try {
            join(namespace.read(lba, memory.clear(), IoOptions.DEFAULTS));
        } catch (HostException e) {
            read.onFailed();
            failed.incrementAndGet();
            return false;
        }
        read.check(memory.rewind());
        return true;
    }

    private boolean write(int lane, long lba, ByteBuffer memory) {
        GhostWriteChecker.Write write = checker.onIssued(0, lane, lba, 1);
        write.stamp(memory.clear());
        try {
            join(namespace.write(lba, memory, IoOptions.DEFAULTS));
        } catch (HostException e) {
            failed(write, e);
            return false;
        }
        write.onAcknowledged();
        return true;
    }

    private void failed(GhostWriteChecker.Write write, HostException e) {
        failed.incrementAndGet();
        if (e.outcome() == HostException.Outcome.NOT_EXECUTED) {
            write.onNotExecuted();
        } else {
            write.onUnknown();
        }
    }

    private static void join(CompletableFuture<Void> call) {
        try {
            call.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof HostException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Sends a write to the block of the story. */
    StoryWrite send() {
        GhostWriteChecker.Write write = checker.onIssued(0, STORY_LANE, BLOCK, 1);
        ByteBuffer memory = ByteBuffer.allocateDirect(namespace.blockSize());
        write.stamp(memory);
        long now = System.nanoTime();
        return new StoryWrite(write, namespace.write(BLOCK, memory, IoOptions.DEFAULTS), now);
    }

    /** Waits for its end, which is told to the oracle; gives whether it was acknowledged. */
    boolean isAcknowledged(StoryWrite story) {
        try {
            join(story.call());
        } catch (HostException e) {
            failed(story.write(), e);
            return false;
        }
        story.write().onAcknowledged();
        return true;
    }

    /** Reads the block of the story; gives what the oracle has against it. */
    List<Finding> look() {
        GhostWriteChecker.Read read = checker.onRead(BLOCK, 1);
        ByteBuffer memory = ByteBuffer.allocateDirect(namespace.blockSize());
        try {
            join(namespace.read(BLOCK, memory, IoOptions.DEFAULTS));
        } catch (HostException e) {
            read.onFailed();
            failed.incrementAndGet();
            return List.of();
        }
        return read.check(memory.rewind());
    }

    /** Lets nothing new begin, waits for what runs, and reads every block once more; gives how many workers did not end. */
    int stop(Duration limit) throws InterruptedException {
        running = false;
        int left = 0;
        long until = System.nanoTime() + limit.toNanos();
        for (Thread thread : threads) {
            left += thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime()))) ? 0 : 1;
        }
        ByteBuffer memory = ByteBuffer.allocateDirect(BATCH * namespace.blockSize());
        for (int lane = 0; lane < WORKERS && left == 0; lane++) {
            for (long number = 0; number < Math.min(STRIPE, written.get(lane)); number += BATCH) {
                read(place(lane, number), memory);
            }
        }
        return left;
    }

    /** Commands of the workers that have ended well. */
    long commands() {
        return ended.get();
    }

    /** Commands that failed. */
    long failures() {
        return failed.get();
    }

    /** Longest time in which no command of a worker ended. */
    synchronized long gapNs() {
        return gapNs;
    }

    /** Slowest command of a worker. */
    synchronized long slowestNs() {
        return slowestNs;
    }

    GhostWriteChecker oracle() {
        return checker;
    }
}
