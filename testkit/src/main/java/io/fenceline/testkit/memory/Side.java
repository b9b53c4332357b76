package io.fenceline.testkit.memory;

import io.fenceline.spi.transport.CloseResult;
import io.fenceline.spi.transport.TransportContext;
import io.fenceline.testkit.Loops;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What both ends of the transport have: ends of connections, their loops, their memory, and the way it all ends.
 *
 * @param <E> an end of a connection
 */
final class Side<E> {
    /** How long an end that is cut by force may take to hear of it: a turn of its loop. */
    private static final Duration CUT_WITHIN = Duration.ofSeconds(2);

    private final Loops loops;
    private final TransportContext context;
    private final MemoryLimits limits;
    private final BufferLedger ledger;
    private final Function<E, Loops.Loop> loopOf;
    private final Arena arena = Arena.ofShared();
    /** In order of arrival, so that one seed is one order. */
    private final Set<E> ends = Collections.synchronizedSet(new LinkedHashSet<>());
    private final List<Loops.Loop> made = new CopyOnWriteArrayList<>();
    private final Map<Integer, Loops.Loop> shared = new HashMap<>();
    private boolean closed;

    Side(Loops loops, TransportContext context, MemoryLimits limits, BufferLedger ledger, Function<E, Loops.Loop> loopOf) {
        this.loops = loops;
        this.context = context;
        this.limits = limits;
        this.ledger = ledger;
        this.loopOf = loopOf;
    }

    Loops.Loop newLoop(String what) {
        Loops.Loop loop = loops.loop(context.name() + "-" + what);
        made.add(loop);
        return loop;
    }

    /** One of the loops that queue pairs share. */
    synchronized Loops.Loop sharedLoop(int number) {
        return shared.computeIfAbsent(number, n -> newLoop("loop" + n));
    }

    TrackedPool newPool(Loops.Loop loop) {
        return new TrackedPool(loop, arena, ledger, limits.maxTransfer(), limits.poolBuffers(), limits.trace());
    }

    LongSupplier clock() {
        return context.clock();
    }

    MemoryLimits limits() {
        return limits;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    void began(E end) {
        ends.add(end);
    }

    void ended(E end) {
        ends.remove(end);
    }

    void each(BiConsumer<E, Loops.Loop> task) {
        List<E> all;
        synchronized (ends) {
            all = List.copyOf(ends);
        }
        for (E end : all) {
            task.accept(end, loopOf.apply(end));
        }
    }

    /** Runs a task on a loop; when the loop has been closed there is nobody left for whom it would matter. */
    static void runOn(Loops.Loop loop, Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            assert !loop.inLoop() : e;
        }
    }

    CloseResult close(Duration grace, BiConsumer<E, Loops.Loop> ask, BiConsumer<E, Loops.Loop> cut) {
        if (made.stream().anyMatch(Loops.Loop::inLoop)) {
            throw new IllegalStateException("close is called on a loop");
        }
        synchronized (this) {
            if (closed) {
                return CloseResult.GRACEFUL;
            }
            closed = true;
        }
        each(ask);
        if (!loops.mayWait()) {
            // Closed from inside a simulation: what is left is cut when its loop turns, and the memory goes with the garbage.
            boolean empty = ends.isEmpty();
            each(cut);
            return empty ? CloseResult.GRACEFUL : CloseResult.FORCED;
        }
        boolean graceful = loops.await(ends::isEmpty, grace);
        if (!graceful) {
            each(cut);
            if (!loops.await(ends::isEmpty, CUT_WITHIN)) {
                throw new IllegalStateException("a loop of " + context.name() + " does not turn: its core blocks it");
            }
        }
        made.forEach(Loops.Loop::close);
        arena.close();
        return graceful ? CloseResult.GRACEFUL : CloseResult.FORCED;
    }
}
