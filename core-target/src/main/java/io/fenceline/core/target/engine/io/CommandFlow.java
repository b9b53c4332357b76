package io.fenceline.core.target.engine.io;

import io.fenceline.core.target.engine.io.IoCommand.Phase;
import io.fenceline.core.target.engine.namespace.Namespace;
import io.fenceline.core.target.engine.namespace.NamespaceTable;
import io.fenceline.spi.transport.CommandExchange;
import io.fenceline.spi.transport.DataBuffer;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of every command of a queue once it has been checked: buffer, data from the host, gate, scratch memory, requests
 * to the back end, completion. A fused pair goes this way as one, in the phase of its first half.
 *
 * <p>
 * Whatever completes while the queue is at work is put on a list and handled at the end of that work, so that a back end
 * that completes inside submit does not make the stack grow.
 */
final class CommandFlow {
    /** Status code types. */
    private static final int MEDIA = 2;
    private static final int PATH = 3;
    private static final VarHandle RUNNING;

    static {
        try {
            RUNNING = MethodHandles.lookup().findVarHandle(CommandFlow.class, "running", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final TargetQueuePair queuePair;
    private final QueuePairParams params;
    private final IoQueueContext context;
    private final LongSupplier clock;
    private final CommandTable table;
    private final IoStatistics statistics;
    private final int maxTransferBytes;
    private final boolean flowControl;
    private final LateWrites lateWrites;

    private final CommandList bufferWaiters = new CommandList();
    private final CommandList scratchWaiters = new CommandList();
    private final CommandList happened = new CommandList();
    private final Inbox inbox = new Inbox();
    private final Runnable drain = this::drain;
    private final Runnable pump = this::pump;
    private @Nullable Namespace[] joined = new Namespace[2];
    private @Nullable Scratch scratch;
    private boolean scratchTaken;
    private boolean awaitsRelease;

    private int sqHead;
    private int depth;
    private long busySinceNs;
    private boolean fenced;
    private boolean silent;
    /** Requests that are in back ends. Others may have a glance at it. */
    private int running;

    CommandFlow(TargetQueuePair queuePair, QueuePairParams params, IoQueueContext context, LongSupplier clock, CommandTable table) {
        this.queuePair = queuePair;
        this.params = params;
        this.context = context;
        this.clock = clock;
        this.table = table;
        statistics = context.statistics();
        maxTransferBytes = context.maxTransferBytes();
        flowControl = params.flowControl();
        lateWrites = new LateWrites(table, this, context.guardsLateWrites());
        // The Connect command was the first entry of the queue.
        sqHead = 1 % params.size();
    }

    IoQueueContext context() {
        return context;
    }

    CommandTable table() {
        return table;
    }

    NamespaceTable namespaces() {
        return context.namespaces();
    }

    boolean writeThrough() {
        return context.writeThrough();
    }

    int qid() {
        return params.qid();
    }

    int maxTransferBytes() {
        return maxTransferBytes;
    }

    /** Any thread. */
    int running() {
        return (int) RUNNING.getOpaque(this);
    }

    boolean fenced() {
        return fenced;
    }

    Scratch scratch() {
        Scratch s = scratch;
        if (s == null) {
            s = new Scratch();
            scratch = s;
        }
        return s;
    }

    // Work and what happens meanwhile.

    void enter() {
        depth++;
    }

    void exit() {
        if (depth == 1) {
            IoCommand c;
            while ((c = happened.poll()) != null) {
                handle(c);
            }
        }
        depth--;
        if (fenced && depth == 0 && running == 0 && !silent) {
            silent = true;
            context.onQueueSilent(params.qid());
        }
    }

    /** A request of the command has been completed, or its wait at the gate is over. Any thread. */
    void happened(IoCommand c) {
        if (queuePair.inLoop() && depth > 0) {
            happened.add(c);
        } else {
            later(c);
        }
    }

    private void later(IoCommand c) {
        if (inbox.put(c)) {
            try {
                queuePair.loop().execute(drain);
            } catch (RejectedExecutionException e) {
                loopHasEnded();
            }
        }
    }

    /** The transport was closed by force while a back end worked: nobody else is about, so this thread tidies up. */
    private synchronized void loopHasEnded() {
        fenced = true;
        drain();
    }

    private void drain() {
        enter();
        try {
            inbox.drainTo(happened);
        } finally {
            exit();
        }
    }

    private void handle(IoCommand c) {
        IoCommand lead = c.lead();
        switch (lead.phase) {
            case BACKEND -> completed(lead, c);
            case GATE -> {
                lead.inside = true;
                insideGate(lead);
            }
            case SCRATCH -> step(lead);
            case YIELD -> submit(lead);
            default -> throw new IllegalStateException("nothing can happen to command " + c.cid + " in phase " + lead.phase);
        }
    }

    void started(IoCommand c, long nowNs) {
        statistics.command();
        if (table.outstanding() == 0) {
            busySinceNs = nowNs;
        }
        table.started(c, nowNs);
    }

    // Data.

    void acquire(IoCommand c) {
        if (!c.kind.fetches() && !c.kind.sends()) {
            dataReady(c);
            return;
        }
        IoCommand partner = c.partner;
        boolean lacks = takeInCapsule(c);
        if (partner != null && takeInCapsule(partner)) {
            lacks = true;
        }
        if (lacks && (!bufferWaiters.isEmpty() || !takeBuffers(c))) {
            c.phase = Phase.BUFFER;
            bufferWaiters.add(c);
            awaitRelease();
        } else {
            haveBuffers(c);
        }
    }

    /** Returns whether a buffer is needed. */
    private static boolean takeInCapsule(IoCommand c) {
        c.buffer = c.kind.fetches() ? c.exchange().takeInCapsuleData() : null;
        c.mustFetch = c.kind.fetches() && c.buffer == null;
        return c.buffer == null;
    }

    /** A pair takes both buffers or none: one that holds one and waits for the other could wait for ever. */
    private boolean takeBuffers(IoCommand c) {
        boolean took = false;
        if (c.buffer == null) {
            c.buffer = queuePair.buffers().take(c.exchange().dataLength());
            took = c.buffer != null;
            if (!took) {
                return false;
            }
        }
        IoCommand partner = c.partner;
        if (partner != null && partner.buffer == null) {
            partner.buffer = queuePair.buffers().take(partner.exchange().dataLength());
            if (partner.buffer == null) {
                if (took) {
                    c.buffer().release();
                    c.buffer = null;
                }
                return false;
            }
        }
        return true;
    }

    private void awaitRelease() {
        if (!awaitsRelease) {
            awaitsRelease = true;
            queuePair.buffers().whenReleased(pump);
        }
    }

    /** Commands that wait for buffers get them in the order in which they came. */
    private void pump() {
        enter();
        try {
            awaitsRelease = false;
            IoCommand c;
            while ((c = bufferWaiters.first()) != null && takeBuffers(c)) {
                bufferWaiters.remove(c);
                haveBuffers(c);
            }
            if (!bufferWaiters.isEmpty()) {
                awaitRelease();
            }
        } finally {
            exit();
        }
    }

    private void haveBuffers(IoCommand c) {
        IoCommand partner = c.partner;
        c.fetching = c.mustFetch;
        if (partner != null) {
            partner.fetching = partner.mustFetch;
        }
        boolean both = partner != null && partner.fetching;
        if (!c.fetching && !both) {
            dataReady(c);
            return;
        }
        c.phase = Phase.FETCH;
        if (c.fetching) {
            c.exchange().fetch(c.buffer(), 0, c.exchange().dataLength());
        }
        if (partner != null && partner.fetching) {
            partner.exchange().fetch(partner.buffer(), 0, partner.exchange().dataLength());
        }
    }

    void fetched(IoCommand c, int status) {
        c.fetching = false;
        c.status = status;
        IoCommand partner = c.partner;
        if (partner == null || !partner.fetching) {
            dataReady(c.lead());
        }
    }

    private void dataReady(IoCommand c) {
        IoCommand partner = c.partner;
        if (stopped(c)) {
            finishStopped(c, Status.ABORT_REQUESTED);
        } else if (c.status != Status.SUCCESS) {
            finish(c, c.status);
        } else if (partner != null && partner.status != Status.SUCCESS) {
            finishPair(c, Status.ABORTED_FAILED_FUSED, partner.status);
        } else {
            int status = c.kind.prepare(c);
            if (status != Status.SUCCESS) {
                finish(c, status);
            } else {
                enterGate(c);
            }
        }
    }

    /** Inside the gate, where no command that has the scratch memory waits for anything but its back end. */
    private void takeScratch(IoCommand c) {
        if (c.kind.usesScratch()) {
            if (scratchTaken) {
                c.phase = Phase.SCRATCH;
                scratchWaiters.add(c);
                return;
            }
            scratchTaken = true;
            c.hasScratch = true;
        }
        step(c);
    }

    // Gate and back end.

    private void enterGate(IoCommand c) {
        if (stopped(c)) {
            finishStopped(c, Status.ABORT_REQUESTED);
            return;
        }
        Namespace namespace = c.namespace();
        join(namespace);
        c.phase = Phase.GATE;
        switch (namespace.enter(c, c.lba, c.blocks, c.partner != null, c.writing)) {
            case GRANTED -> {
                c.inside = true;
                insideGate(c);
            }
            case WAITING -> {
                // granted() ends the wait.
            }
            case REFUSED -> {
                if (c.nsid == Flush.ALL) {
                    ended(c);
                } else {
                    finish(c, c.wrong(Status.INVALID_FIELD, Sqe.NSID));
                }
            }
        }
    }

    private void join(Namespace namespace) {
        int nsid = namespace.nsid();
        if (nsid >= joined.length) {
            joined = Arrays.copyOf(joined, nsid + 1);
        }
        if (joined[nsid] != namespace) {
            // A namespace that was here before has been retired; it keeps the lane, in which commands may still be inside it.
            namespace.join(table.lane());
            joined[nsid] = namespace;
        }
    }

    void part() {
        for (Namespace namespace : joined) {
            if (namespace != null) {
                namespace.part(table.lane());
            }
        }
    }

    private void insideGate(IoCommand c) {
        if (stopped(c)) {
            finishStopped(c, Status.ABORT_REQUESTED);
            return;
        }
        int status = c.kind.begin(c);
        if (status != Status.SUCCESS) {
            finish(c, status);
            return;
        }
        IoCommand partner = c.partner;
        if (partner != null) {
            status = partner.kind.begin(partner);
            if (status != Status.SUCCESS) {
                finishPair(c, Status.ABORTED_FAILED_FUSED, status);
                return;
            }
        }
        takeScratch(c);
    }

    /** The next request, of either half of a pair. A command that is done is done, even if its end was asked for meanwhile. */
    private void step(IoCommand c) {
        if (!c.running.kind.next(c.running, this)) {
            if (c.partner != null && c.running == c) {
                c.running = c.partner;
                step(c);
            } else {
                ended(c);
            }
        } else if (c.turns++ == IoLimits.TURN_REQUESTS) {
            c.turns = 0;
            c.phase = Phase.YIELD;
            later(c);
        } else {
            submit(c);
        }
    }

    private void submit(IoCommand c) {
        if (stopped(c)) {
            finishStopped(c, Status.ABORT_REQUESTED);
            return;
        }
        IoCommand request = c.running;
        c.phase = Phase.BACKEND;
        RUNNING.setOpaque(this, running + 1);
        request.submitting();
        try {
            c.namespace().backend().submit(request);
        } catch (RuntimeException e) {
            // A back end that throws has not taken the request.
            context.onBackendFailure(c.namespace().nsid(), e);
            request.completeIfPending(Status.INTERNAL_ERROR);
        }
    }

    private void completed(IoCommand c, IoCommand request) {
        RUNNING.setOpaque(this, running - 1);
        int status = request.backendStatus;
        if (status == Status.SUCCESS) {
            status = request.kind.done(request, this);
        }
        if (fenced) {
            finish(c, status);
        } else if (status == Status.ABORT_REQUESTED && stopped(c)) {
            finishStopped(c, status);
        } else if (status == Status.SUCCESS) {
            step(c);
        } else if (request != c) {
            finishPair(c, Status.SUCCESS, status);
        } else {
            finish(c, status);
        }
    }

    /** Nothing more is to be done in this namespace. */
    private void ended(IoCommand c) {
        Namespace following = c.kind.following(c, this);
        if (following == null) {
            finish(c, Status.SUCCESS);
        } else {
            leave(c);
            c.namespace = following;
            enterGate(c);
        }
    }

    private void leave(IoCommand c) {
        if (c.inside) {
            c.inside = false;
            c.namespace().leave(c);
        }
    }

    // Early ends.

    void fence() {
        fenced = true;
        lateWrites.lost();
        for (int slot = 0; slot < table.slots(); slot++) {
            IoCommand c = table.get(slot);
            if (c != null) {
                stop(c, Status.ABORT_REQUESTED);
            }
        }
    }

    /** Looks for commands that take long. */
    void look() {
        int late = lateWrites.look(clock.getAsLong());
        if (late > 0) {
            context.onLateWrites(late);
        }
    }

    private boolean stopped(IoCommand c) {
        IoCommand partner = c.partner;
        return fenced || c.abortRequested || (partner != null && partner.abortRequested);
    }

    /** Ends a command that waits, and asks the back end to end one that runs. Returns whether it has ended. */
    boolean stop(IoCommand c, int status) {
        switch (c.phase) {
            case FREE, FOLLOWS, FETCH, YIELD -> {
                return false;
            }
            case HELD -> {
                // The queue has forgotten it.
            }
            case BUFFER -> bufferWaiters.remove(c);
            case SCRATCH -> {
                if (c.hasScratch) {
                    // It has just been given the scratch memory, and is on the list of what has happened.
                    return false;
                }
                scratchWaiters.remove(c);
            }
            case GATE -> {
                if (!c.namespace().withdraw(c)) {
                    return false;
                }
            }
            case BACKEND -> {
                c.namespace().backend().cancel(c.running, c.running.generation());
                return false;
            }
        }
        finishStopped(c, status);
        return true;
    }

    /** If one half of a pair is aborted, the other ends because of it. */
    private void finishStopped(IoCommand c, int status) {
        IoCommand partner = c.partner;
        if (partner != null && partner.abortRequested && !c.abortRequested) {
            finishPair(c, Status.ABORTED_FAILED_FUSED, status);
        } else {
            finish(c, status);
        }
    }

    // Ends.

    void finish(IoCommand c, int status) {
        if (c.partner != null) {
            finishPair(c, status, status == Status.SUCCESS ? Status.SUCCESS : Status.ABORTED_FAILED_FUSED);
        } else {
            end(c, status);
        }
    }

    void finishPair(IoCommand first, int firstStatus, int secondStatus) {
        IoCommand second = first.partner;
        end(first, firstStatus);
        if (second != null) {
            end(second, secondStatus);
        }
    }

    private void end(IoCommand c, int status) {
        leave(c);
        if (c.hasScratch) {
            c.hasScratch = false;
            passScratchOn();
        }
        if (status == Status.SUCCESS) {
            c.kind.count(c, statistics);
        }
        c.phase = Phase.FREE;
        c.partner = null;
        table.ended(c);
        CommandExchange exchange = c.exchange();
        DataBuffer buffer = c.buffer;
        c.exchange = null;
        c.buffer = null;
        if (!fenced && status == Status.SUCCESS && buffer != null && c.kind.sends()) {
            exchange.sendAndRespond(buffer, exchange.dataLength(), c.result, nextSqHead());
        } else {
            if (buffer != null) {
                buffer.release();
            }
            if (fenced) {
                exchange.discard();
            } else {
                exchange.respond(c.result, nextSqHead(), status == Status.SUCCESS ? status : failed(c, status));
            }
        }
        if (table.outstanding() == 0) {
            idle();
        }
        AbortResult abort = c.abortResult;
        if (abort != null) {
            c.abortResult = null;
            abort.onAbort(status == Status.ABORT_REQUESTED);
        }
    }

    private void passScratchOn() {
        IoCommand waiter = scratchWaiters.poll();
        scratchTaken = waiter != null;
        if (waiter != null) {
            waiter.hasScratch = true;
            happened.add(waiter);
        }
    }

    /** SQHD; reserved where submission queue flow control is off (NVM Express Base 2.1, 6.3), and then 0 as Linux gives it. */
    private int nextSqHead() {
        if (!flowControl) {
            return 0;
        }
        sqHead = sqHead + 1 == params.size() ? 0 : sqHead + 1;
        return sqHead;
    }

    /** Counts an error, and tells the error log of one that is worth it. */
    private int failed(IoCommand c, int status) {
        statistics.error();
        int type = Status.type(status);
        int plain = status & ~Status.DNR;
        if (type == MEDIA && plain != Status.COMPARE_FAILURE) {
            statistics.mediaError();
        }
        boolean expected = type == PATH || plain == Status.COMPARE_FAILURE || plain == Status.ABORT_REQUESTED
                || plain == Status.ABORTED_FAILED_FUSED || plain == Status.ABORTED_MISSING_FUSED;
        if (expected) {
            return status;
        }
        context.onError(new ErrorEntry(params.qid(), c.cid, status, c.location, c.lba, c.nsid));
        return status | Status.MORE;
    }

    private void idle() {
        long now = clock.getAsLong();
        if (now > busySinceNs) {
            statistics.busy(now - busySinceNs);
        }
    }
}
