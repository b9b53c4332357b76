package io.fenceline.core.target.engine.io;

import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TargetQueuePairListener;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One I/O queue: takes its commands from the transport and carries them out on the queue pair's loop, from the capsule to
 * the completion without a hop where the back end completes inline, and without an allocation once each slot has been used.
 * All methods are called on the loop, but for those that say otherwise.
 */
public final class IoQueue implements TargetQueuePairListener {
    private final TargetQueuePair queuePair;
    private final QueuePairParams params;
    private final IoQueueContext context;
    private final LongSupplier clock;
    private final CommandTable table;
    private final CommandFlow flow;
    /** First half of a fused pair whose second has not come. */
    private @Nullable IoCommand held;
    private boolean inBatch;
    private long batchNs;

    /**
     * Makes one, for a queue pair whose Connect command has just been accepted.
     *
     * @param queuePair its transport end
     * @param params what Connect agreed on
     * @param context its controller
     * @param clock nanoseconds that only grow
     */
    public IoQueue(TargetQueuePair queuePair, QueuePairParams params, IoQueueContext context, LongSupplier clock) {
        this.queuePair = queuePair;
        this.params = params;
        this.context = context;
        this.clock = clock;
        table = new CommandTable(2 * params.size() + 1);
        flow = new CommandFlow(queuePair, params, context, clock, table);
    }

    // From the transport.

    @Override
    public void onCommand(CommandExchange exchange) {
        if (flow.fenced()) {
            exchange.discard();
            return;
        }
        if (!inBatch) {
            inBatch = true;
            batchNs = clock.getAsLong();
            context.traffic();
        }
        flow.enter();
        try {
            start(exchange);
        } finally {
            flow.exit();
        }
    }

    @Override
    public void onFetched(CommandExchange exchange, int status) {
        IoCommand c = table.get(exchange.slot());
        if (c == null || !c.fetching) {
            throw new IllegalStateException("no fetch runs in slot " + exchange.slot());
        }
        flow.enter();
        try {
            flow.fetched(c, status);
        } finally {
            flow.exit();
        }
    }

    @Override
    public void onSent(CommandExchange exchange, int status) {
        throw new IllegalStateException("data is sent together with its completion only");
    }

    @Override
    public void onBatchEnd() {
        inBatch = false;
    }

    @Override
    public void onFault(TransportFault fault) {
        context.onQueueFault(params.qid(), fault);
        fence();
    }

    @Override
    public void onQuiesced() {
        flow.part();
        context.onQueueQuiesced(params.qid());
    }

    // From the controller.

    /**
     * The queue's identifier. Any thread.
     *
     * @return QID
     */
    public int qid() {
        return params.qid();
    }

    /**
     * The transport's end, on whose loop tasks for this queue are put. Any thread.
     *
     * @return the queue pair
     */
    public TargetQueuePair queuePair() {
        return queuePair;
    }

    /**
     * How many commands have not been answered. Any thread.
     *
     * @return commands
     */
    public int outstanding() {
        return table.outstanding();
    }

    /**
     * How many requests are in back ends. Any thread; a glance.
     *
     * @return requests
     */
    public int running() {
        return flow.running();
    }

    /**
     * When the oldest command that has not been answered came. Any thread; a command that comes or ends meanwhile may be
     * missed.
     *
     * @return by the clock; {@link Long#MAX_VALUE}: there is none
     */
    public long oldestNs() {
        return table.oldestNs();
    }

    /**
     * Starts nothing any more: what waits is given back to the transport without an answer, what runs in a back end is
     * cancelled. When no request runs in a back end any more, {@link IoQueueContext#onQueueSilent} is called, maybe inside
     * this call; from then on nothing of this queue can reach a medium. A second call does nothing.
     */
    public void fence() {
        if (flow.fenced()) {
            return;
        }
        flow.enter();
        try {
            held = null;
            flow.fence();
        } finally {
            flow.exit();
        }
    }

    /** Looks for commands that take long: see {@link IoLimits#LATE_WRITE_NS}. Every {@link IoLimits#LOOK_NS}, while there are commands. */
    public void look() {
        if (flow.fenced()) {
            return;
        }
        flow.enter();
        try {
            flow.look();
        } finally {
            flow.exit();
        }
    }

    /**
     * Ends the connection; {@link IoQueueContext#onQueueQuiesced} follows, once every command has ended.
     *
     * @param why for the transport
     */
    public void close(TransportFault why) {
        queuePair.disconnect(why);
    }

    /**
     * Aborts a command if it has not reached the medium (NVM Express Base 2.1, 5.1.1).
     *
     * @param cid which
     * @param callback hears how it went, maybe inside this call, at the latest when the command ends
     */
    public void abort(int cid, AbortResult callback) {
        IoCommand c = table.find(cid);
        if (c == null || c.abortRequested) {
            callback.onAbort(false);
            return;
        }
        flow.enter();
        try {
            if (c == held) {
                held = null;
            }
            c.abortRequested = true;
            c.abortResult = callback;
            if (!flow.stop(c.lead(), Status.ABORT_REQUESTED) && c.lead().phase == IoCommand.Phase.FETCH) {
                // Its data may never come, but it is certain that it does nothing.
                c.abortResult = null;
                callback.onAbort(true);
            }
        } finally {
            flow.exit();
        }
    }

    // The first look at a command.

    private void start(CommandExchange exchange) {
        MemorySegment sqe = exchange.sqe();
        IoCommand c = table.take(exchange.slot(), flow);
        c.begin(exchange, Sqe.cid(sqe), Sqe.nsid(sqe));
        flow.started(c, batchNs);

        IoCommand first = held;
        held = null;
        int fuse = Sqe.fuse(sqe);
        if (first != null && fuse != Sqe.FUSE_SECOND) {
            // The two must be neighbours in the queue (NVM Express Base 2.1, 3.4.2).
            flow.finish(first, Status.ABORTED_MISSING_FUSED);
        }
        int status = CommandCheck.check(c, sqe, flow);
        if (fuse == Sqe.FUSE_NORMAL) {
            if (status != Status.SUCCESS || c.decided) {
                flow.finish(c, status);
            } else {
                flow.acquire(c);
            }
        } else if (!c.ownsCid) {
            // Its identifier is another command's: nothing of it can be trusted, and the first has no second.
            flow.finish(c, status);
            if (first != null && fuse == Sqe.FUSE_SECOND) {
                flow.finish(first, Status.ABORTED_MISSING_FUSED);
            }
        } else {
            startFused(first, c, fuse, status);
        }
    }

    /** First and second of a fused pair; {@code status} is what is wrong with this half by itself, if anything. */
    private void startFused(@Nullable IoCommand first, IoCommand c, int fuse, int status) {
        if (fuse == Sqe.FUSE_FIRST) {
            // Even a first that is wrong waits, since its second has to be told.
            c.status = status;
            c.phase = IoCommand.Phase.HELD;
            held = c;
        } else if (fuse != Sqe.FUSE_SECOND) {
            flow.finish(c, c.wrong(Status.INVALID_FIELD, Sqe.FLAGS));
        } else if (first == null) {
            flow.finish(c, Status.ABORTED_MISSING_FUSED);
        } else {
            first.partner = c;
            c.partner = first;
            c.phase = IoCommand.Phase.FOLLOWS;
            if (first.status != Status.SUCCESS) {
                flow.finishPair(first, first.status, Status.ABORTED_FAILED_FUSED);
            } else if (status != Status.SUCCESS) {
                flow.finishPair(first, Status.ABORTED_FAILED_FUSED, status);
            } else {
                int pair = CommandCheck.checkPair(first, c);
                if (pair != Status.SUCCESS) {
                    flow.finishPair(first, pair, Status.ABORTED_FAILED_FUSED);
                } else {
                    flow.acquire(first);
                }
            }
        }
    }
}
