package io.fenceline.core.target.backend;

import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendCapabilities;
import io.fenceline.spi.backend.BackendContext;
import io.fenceline.spi.backend.BackendRequest;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Injects faults into any other back end: for tests, and for showing what a host makes of them. Rules can be changed at any
 * time, from any thread; the first rule that strikes a request decides. Without rules every request goes straight through.
 */
public final class FaultBackend implements Backend {
    private final Backend under;
    private final int blockShift;
    private final BackendContext.Timer timer;
    private final Object lock = new Object();
    // Under the lock:
    private final SplittableRandom random;
    private final List<Held> held = new ArrayList<>();
    private final List<Armed> armed = new ArrayList<>();
    private volatile boolean quiet = true;

    /** A rule and how far it is. */
    private static final class Armed {
        final FaultRule rule;
        int passed;
        int struck;

        Armed(FaultRule rule) {
            this.rule = rule;
        }
    }

    /**
     * Wraps a back end.
     *
     * @param under what to wrap; closed together with this
     * @param blockSize bytes of a logical block
     * @param timer for delays
     * @param seed for chances: the same seed and the same requests give the same faults
     */
    public FaultBackend(Backend under, int blockSize, BackendContext.Timer timer, long seed) {
        this.under = under;
        this.timer = timer;
        blockShift = Integer.numberOfTrailingZeros(blockSize);
        random = new SplittableRandom(seed);
    }

    /**
     * Adds a rule after those that there are.
     *
     * @param rule the rule
     */
    public void add(FaultRule rule) {
        synchronized (lock) {
            armed.add(new Armed(rule));
            quiet = false;
        }
    }

    /** Removes all rules; what is held stays held. */
    public void clear() {
        synchronized (lock) {
            armed.clear();
            quiet = held.isEmpty();
        }
    }

    /**
     * How many requests are held: delayed, stalled, stuck or hanging.
     *
     * @return requests
     */
    public int heldRequests() {
        synchronized (lock) {
            return held.size();
        }
    }

    /**
     * Lets all that is held go on, in the order in which it came; also what is delayed.
     *
     * @return how many requests were let go
     */
    public int release() {
        List<Held> all;
        synchronized (lock) {
            all = List.copyOf(held);
        }
        int count = 0;
        for (Held request : all) {
            if (request.goOn()) {
                count++;
            }
        }
        return count;
    }

    /**
     * What is wrapped.
     *
     * @return the other back end
     */
    public Backend under() {
        return under;
    }

    @Override
    public BackendCapabilities capabilities() {
        BackendCapabilities c = under.capabilities();
        return new BackendCapabilities(c.volatileCache(), c.deallocate(), c.zeroesAfterDeallocate(), c.inlineCompletion(), 0);
    }

    @Override
    public long sizeBytes() {
        return under.sizeBytes();
    }

    @Override
    public void resize(long bytes) {
        under.resize(bytes);
    }

    @Override
    public void submit(BackendRequest request) {
        FaultRule rule = quiet ? null : strike(request);
        if (rule == null) {
            under.submit(request);
            return;
        }
        switch (rule.action()) {
            case ERROR -> request.complete(rule.status());
            case HANG -> {
                Held late = hold(request, rule.action());
                endIn(late, rule.delayNs());
                under.submit(late);
            }
            case STALL, STUCK -> endIn(hold(request, rule.action()), rule.delayNs());
            case DELAY -> timer.schedule(hold(request, rule.action())::goOn, rule.delayNs());
        }
    }

    /** 0: it ends by {@link #release} only. */
    private void endIn(Held late, long ns) {
        if (ns > 0) {
            timer.schedule(late::inTime, ns);
        }
    }

    private @Nullable FaultRule strike(BackendRequest request) {
        long first = request.offset() >>> blockShift;
        long last = request.length() == 0 ? Long.MAX_VALUE : (request.offset() + request.length() - 1) >>> blockShift;
        synchronized (lock) {
            for (Armed one : armed) {
                FaultRule rule = one.rule;
                if (!rule.ops().contains(request.op()) || first > rule.lastLba() || last < rule.firstLba() || one.struck == rule.count()) {
                    continue;
                }
                if (one.passed < rule.after()) {
                    one.passed++;
                } else if (rule.chance() >= 1 || random.nextDouble() < rule.chance()) {
                    one.struck++;
                    return rule;
                }
            }
        }
        return null;
    }

    private Held hold(BackendRequest request, FaultRule.Action action) {
        Held late = new Held(request, action);
        synchronized (lock) {
            held.add(late);
        }
        return late;
    }

    @Override
    public void cancel(BackendRequest request, int generation) {
        Held found = null;
        synchronized (lock) {
            for (Iterator<Held> i = held.iterator(); found == null && i.hasNext();) {
                Held late = i.next();
                if (late.isFor(request, generation)) {
                    found = late;
                }
            }
        }
        if (found == null) {
            under.cancel(request, generation);
        } else if (found.action == FaultRule.Action.STALL || found.action == FaultRule.Action.DELAY) {
            found.end();
        }
    }

    @Override
    public void close() {
        under.close();
    }

    /** A request that is kept back before it begins, or whose completion is. */
    private final class Held implements BackendRequest {
        final BackendRequest request;
        final FaultRule.Action action;
        final int generation;
        // Under the lock:
        private boolean gone;
        private boolean due;
        private boolean completed;
        private int status;

        Held(BackendRequest request, FaultRule.Action action) {
            this.request = request;
            this.action = action;
            generation = request.generation();
        }

        /** The same object, and not only an equal one. */
        @SuppressWarnings("ReferenceEquality")
        boolean isFor(BackendRequest wanted, int wantedGeneration) {
            return request == wanted && generation == wantedGeneration;
        }

        /** Takes it out; false: somebody else has. */
        private boolean take() {
            synchronized (lock) {
                if (gone) {
                    return false;
                }
                gone = true;
                held.remove(this);
                quiet = armed.isEmpty() && held.isEmpty();
                return true;
            }
        }

        boolean goOn() {
            if (action == FaultRule.Action.HANG) {
                synchronized (lock) {
                    if (!completed) {
                        return false;
                    }
                }
                if (take()) {
                    request.complete(status);
                    return true;
                }
                return false;
            }
            if (take()) {
                under.submit(request);
                return true;
            }
            return false;
        }

        /** Its time has come: what is still being carried out then ends when it is done. */
        void inTime() {
            synchronized (lock) {
                due = true;
            }
            goOn();
        }

        void end() {
            if (take()) {
                request.complete(Status.ABORT_REQUESTED);
            }
        }

        @Override
        public void complete(int completionStatus) {
            boolean late;
            synchronized (lock) {
                completed = true;
                status = completionStatus;
                late = due;
            }
            if (late) {
                goOn();
            }
        }

        @Override
        public Op op() {
            return request.op();
        }

        @Override
        public long offset() {
            return request.offset();
        }

        @Override
        public long length() {
            return request.length();
        }

        @Override
        public boolean forceUnitAccess() {
            return request.forceUnitAccess();
        }

        @Override
        public boolean mayDeallocate() {
            return request.mayDeallocate();
        }

        @Override
        public MemorySegment memory() {
            return request.memory();
        }

        @Override
        public ByteBuffer byteBuffer() {
            return request.byteBuffer();
        }

        @Override
        public int generation() {
            return request.generation();
        }
    }
}
