package io.fenceline.assembly.verify;

import io.fenceline.api.host.HostException;
import io.fenceline.api.host.IoOptions;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.testkit.sim.Finding;
import io.fenceline.testkit.sim.GhostWriteChecker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Workers that write stamped blocks and read them back, all over the same few, while the oracle judges every read. Any thread may ask
 * how it goes.
 */
public final class VerifyRun {
    /** How many kinds of errors are told apart. */
    private static final int MAX_ERRORS = 32;
    /** A worker whose command failed waits so long, so that a dead namespace does not make it spin. */
    private static final long PAUSE_NS = 5_000_000;
    private static final int FINAL_BLOCKS = 64;

    private final NamespaceHandle namespace;
    private final VerifySpec spec;
    private final LongSupplier clock;
    private final GhostWriteChecker checker;
    private final boolean zeroes;
    private final List<Thread> threads = new ArrayList<>();
    private final StallMeter stalls = new StallMeter();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong flushes = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();
    private final Map<String, Long> errors = new ConcurrentSkipListMap<>();
    private volatile boolean running;

    /**
     * Prepares a run.
     *
     * @param namespace where
     * @param spec what
     * @param run a number that no other run on these blocks has
     * @param clock nanoseconds that only grow
     */
    public VerifyRun(NamespaceHandle namespace, VerifySpec spec, long run, LongSupplier clock) {
        this.namespace = namespace;
        this.spec = spec;
        this.clock = clock;
        zeroes = namespace.limits().writeZeroes();
        checker = new GhostWriteChecker(namespace.blockSize(), run, false, clock);
    }

    /**
     * How it goes.
     *
     * @param reads reads that ended well
     * @param writes writes that were acknowledged
     * @param flushes flushes that ended well
     * @param failed commands that failed
     * @param unknown writes of these of which nobody knows whether they were executed
     * @param judged blocks that were judged
     * @param unjudged blocks that could not be judged
     * @param found what is wrong, in all
     */
    public record Count(long reads, long writes, long flushes, long failed, long unknown, long judged, long unjudged, long found) {
    }

    /** Starts the workers. */
    public void start() {
        running = true;
        stalls.begin(clock.getAsLong());
        SplittableRandom seeds = new SplittableRandom(spec.seed());
        for (int i = 0; i < spec.workers(); i++) {
            int lane = i;
            SplittableRandom random = seeds.split();
            threads.add(Thread.ofVirtual().name("verify-" + i).start(() -> worker(lane, random)));
        }
    }

    private void worker(int lane, SplittableRandom random) {
        ByteBuffer memory = ByteBuffer.allocateDirect(spec.maxBlocks() * namespace.blockSize());
        while (running) {
            int count = random.nextInt(1, spec.maxBlocks() + 1);
            long lba = spec.firstBlock() + random.nextLong(spec.blocks() - count + 1);
            boolean well;
            if (spec.flushEvery() > 0 && random.nextInt(spec.flushEvery()) == 0) {
                well = flush();
            } else if (random.nextInt(100) < spec.readPercent()) {
                well = read(lba, count, memory);
            } else {
                well = write(lane, lba, count, memory, zeroes && random.nextInt(100) < spec.zeroPercent());
            }
            if (!well && running) {
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
    }

    private boolean flush() {
        long from = clock.getAsLong();
        try {
            done(namespace.flush(IoOptions.DEFAULTS), from);
            flushes.incrementAndGet();
            return true;
        } catch (HostException e) {
            failed("flush", e);
            return false;
        }
    }

    private boolean read(long lba, int count, ByteBuffer memory) {
        memory.clear().limit(count * namespace.blockSize());
        GhostWriteChecker.Read read = checker.onRead(lba, count);
        long from = clock.getAsLong();
        try {
            done(namespace.read(lba, memory, IoOptions.DEFAULTS), from);
        } catch (HostException e) {
            read.onFailed();
            failed("read", e);
            return false;
        }
        reads.incrementAndGet();
        read.check(memory.rewind());
        return true;
    }

    private boolean write(int lane, long lba, int count, ByteBuffer memory, boolean zero) {
        GhostWriteChecker.Write write = zero ? checker.onZeroesIssued(0, lane, lba, count) : checker.onIssued(0, lane, lba, count);
        long from = clock.getAsLong();
        try {
            if (zero) {
                done(namespace.writeZeroes(lba, count, false, IoOptions.DEFAULTS), from);
            } else {
                memory.clear().limit(count * namespace.blockSize());
                write.stamp(memory);
                done(namespace.write(lba, memory, IoOptions.DEFAULTS), from);
            }
        } catch (HostException e) {
            // A command that failed may have been executed in part; what is said never to have reached a medium must not be there.
            if (e.outcome() == HostException.Outcome.NOT_EXECUTED) {
                write.onNotExecuted();
            } else {
                write.onUnknown();
                unknown.incrementAndGet();
            }
            failed("write", e);
            return false;
        }
        write.onAcknowledged();
        writes.incrementAndGet();
        return true;
    }

    private void done(CompletableFuture<Void> call, long from) {
        try {
            call.join();
            stalls.ended(from, clock.getAsLong());
        } catch (CompletionException e) {
            if (e.getCause() instanceof HostException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void failed(String what, HostException e) {
        failed.incrementAndGet();
        String text = what + ": " + e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage();
        if (errors.size() < MAX_ERRORS || errors.containsKey(text)) {
            errors.merge(text, 1L, Long::sum);
        }
    }

    /**
     * Lets nothing new begin and waits for the workers.
     *
     * @param limit how long
     * @return how many have not ended
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public int stop(Duration limit) throws InterruptedException {
        running = false;
        long until = clock.getAsLong() + limit.toNanos();
        int left = 0;
        for (Thread thread : threads) {
            long rest = Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - clock.getAsLong()));
            left += thread.join(Duration.ofMillis(rest)) ? 0 : 1;
        }
        stalls.stop();
        return left;
    }

    /**
     * Reads every block of the region once more, after {@link #stop}.
     *
     * @return whether all of them could be read
     */
    public boolean readAll() {
        int batch = (int) Math.min(FINAL_BLOCKS, spec.blocks());
        ByteBuffer memory = ByteBuffer.allocateDirect(batch * namespace.blockSize());
        for (long at = 0; at < spec.blocks(); at += batch) {
            if (!read(spec.firstBlock() + at, (int) Math.min(batch, spec.blocks() - at), memory)) {
                return false;
            }
        }
        return true;
    }

    /**
     * How it goes.
     *
     * @return as of now
     */
    public Count count() {
        return new Count(reads.get(), writes.get(), flushes.get(), failed.get(), unknown.get(), checker.judged(), checker.unjudged(),
                checker.found());
    }

    /**
     * What is wrong.
     *
     * @return the first ones
     */
    public List<Finding> findings() {
        return checker.findings();
    }

    /**
     * Failures by their text.
     *
     * @return how often each
     */
    public Map<String, Long> errors() {
        return Map.copyOf(errors);
    }

    /**
     * Longest time in which no command ended, since {@link #takeStall} or the start.
     *
     * @return the stalls since then; a new stretch begins
     */
    public Stall takeStall() {
        return stalls.take(clock.getAsLong());
    }

    /**
     * The worst of the whole run.
     *
     * @return the stalls
     */
    public Stall worst() {
        return stalls.total();
    }

    /**
     * What an application saw.
     *
     * @param gapNs longest time in which no command ended
     * @param slowestNs longest time that a command took which ended well
     */
    public record Stall(long gapNs, long slowestNs) {
    }
}
