package io.fenceline.core.target.engine.controller;

import io.fenceline.api.Nqn;
import io.fenceline.api.target.View;
import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.target.engine.io.ErrorEntry;
import io.fenceline.core.target.engine.io.IoQueueContext;
import io.fenceline.core.target.engine.io.IoStatistics;
import io.fenceline.core.target.engine.namespace.NamespaceTable;
import io.fenceline.core.target.engine.subsystem.Port;
import io.fenceline.core.target.engine.subsystem.Subsystem;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.FabricsCommand;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A dynamic controller: the association of one host with one subsystem through one port. Its state belongs to the
 * conductor; what its queues read on their loops is volatile.
 *
 * <p>When the association is lost (a queue's connection fails, keep alive expires, the operator ends it), the order is
 * fixed: take no command any more, fence every queue, wait until each is silent, end the connections, give the identifier
 * back. Nothing shortens it.
 */
public final class Controller implements IoQueueContext {
    /** Connections of a lost association end with this kind, unless a transport fault said something else. */
    private static final TransportFault ENDED = TransportFault.of(TransportFault.Kind.CLOSED, "the controller has ended");

    private final ControllerOwner owner;
    private final ControlLoop loop;
    private final Subsystem subsystem;
    private final Port port;
    private final Nqn hostNqn;
    private final UUID hostId;
    private final int cntlid;
    private final QueueHandle admin;
    private final QueueSet queues = new QueueSet();
    private final List<IoStatistics> statistics = new CopyOnWriteArrayList<>();
    private final KeepAlive keepAlive;
    private final Properties properties;
    private final AsyncEvents events = new AsyncEvents();
    private final ResetLog resets = new ResetLog(events);
    private final Instance instance;
    private final ErrorLog errors = new ErrorLog();
    private final ChangedNamespaces changed = new ChangedNamespaces();
    private final Features features;
    private final AdminCommands commands;
    private final LateWriteWatch lateWrites;
    private final long bornNs;
    private ControllerState state = ControllerState.DISABLED;
    private String reason = "connected";
    private long stateSinceNs;
    private ControlLoop.@Nullable Timer stateTimer;
    private TransportFault end = ENDED;
    private @Nullable Loss loss;
    private volatile int admission = Status.COMMAND_SEQUENCE_ERROR;
    private volatile boolean writeThrough;

    /**
     * Makes one, disabled.
     *
     * @param owner the target
     * @param subsystem its subsystem
     * @param port its port
     * @param hostNqn the host
     * @param hostId the host
     * @param cntlid its identifier
     * @param katoMs keep alive timeout of the Connect command; 0: none
     * @param adminQueuePair its admin queue pair
     */
    public Controller(ControllerOwner owner, Subsystem subsystem, Port port, Nqn hostNqn, UUID hostId, int cntlid, long katoMs,
            TargetQueuePair adminQueuePair) {
        this.owner = owner;
        loop = owner.loop();
        this.subsystem = subsystem;
        this.port = port;
        this.hostNqn = hostNqn;
        this.hostId = hostId;
        this.cntlid = cntlid;
        instance = new Instance(owner.life());
        bornNs = loop.nowNs();
        stateSinceNs = bornNs;
        admin = new QueueHandle(this, 0, adminQueuePair);
        queues.add(admin);
        keepAlive = new KeepAlive(loop, this::keepAliveExpired);
        properties = new Properties(this);
        features = new Features(this);
        commands = new AdminCommands(this);
        lateWrites = new LateWriteWatch(this, queues);
        keepAlive.start(katoMs);
        watch();
    }

    ControllerOwner owner() {
        return owner;
    }

    LongSupplier clock() {
        return loop::nowNs;
    }

    /**
     * Its subsystem.
     *
     * @return the subsystem
     */
    public Subsystem subsystem() {
        return subsystem;
    }

    /**
     * The port of its admin queue.
     *
     * @return the port
     */
    public Port port() {
        return port;
    }

    /**
     * Its host.
     *
     * @return the host's NQN
     */
    public Nqn hostNqn() {
        return hostNqn;
    }

    /**
     * Its host.
     *
     * @return the host identifier
     */
    public UUID hostId() {
        return hostId;
    }

    /**
     * The queue pair that it was made with.
     *
     * @return the admin queue
     */
    public QueueHandle admin() {
        return admin;
    }

    /**
     * The admin queue's connection.
     *
     * @return whose addresses tell where the host is and where it came in
     */
    public TargetQueuePair adminQueuePair() {
        return admin.queuePair;
    }

    /**
     * Where it is in its life.
     *
     * @return the state
     */
    public ControllerState state() {
        return state;
    }

    Properties properties() {
        return properties;
    }

    KeepAlive keepAlive() {
        return keepAlive;
    }

    AsyncEvents events() {
        return events;
    }

    Instance instance() {
        return instance;
    }

    ResetLog resets() {
        return resets;
    }

    /**
     * CIU.
     *
     * @return 1 to 255; 0: a discovery controller
     */
    public int ciu() {
        return subsystem.isDiscovery() ? 0 : instance.ciu();
    }

    /**
     * Whether another controller serves the same host.
     *
     * @param other which
     * @return whether both HOSTNQN and HOSTID are the same
     */
    public boolean isSameHost(Controller other) {
        return hostNqn.equals(other.hostNqn) && hostId.equals(other.hostId);
    }

    /** CQT; it is as it was when the controller was made, since a live controller's does not change. */
    int cqtMs() {
        return subsystem.isDiscovery() ? 0 : subsystem.spec().cqtMs();
    }

    /** Whether its association is lost, and nothing of it runs or will ever run. */
    boolean isSilent() {
        return loss != null && loss.isSilent();
    }

    /** The queues that are not silent, for the operator. */
    String awaited() {
        return queues.awaited(true);
    }

    ErrorLog errors() {
        return errors;
    }

    Features features() {
        return features;
    }

    ChangedNamespaces changedNamespaces() {
        return changed;
    }

    Collection<IoStatistics> allStatistics() {
        return statistics;
    }

    long ageNs() {
        return loop.nowNs() - bornNs;
    }

    /**
     * Greatest identifier of an I/O queue.
     *
     * @return what the subsystem allows, until the host has asked for less
     */
    public int maxIoQueues() {
        return features.ioQueues();
    }

    /**
     * Greatest number of entries of an I/O queue.
     *
     * @return MQES + 1
     */
    public int maxQueueSize() {
        return Math.min(subsystem.spec().maxQueueSize(), port.capabilities().maxQueueSize());
    }

    /**
     * Whether a queue identifier is in use.
     *
     * @param qid which
     * @return true from Connect until the queue pair is gone
     */
    public boolean hasQueue(int qid) {
        return queues.has(qid);
    }

    boolean hasIoQueues() {
        return queues.ioQueues() > 0;
    }

    @Nullable
    QueueHandle queue(int qid) {
        return queues.get(qid);
    }

    /**
     * Adds an I/O queue pair whose Connect has been found good.
     *
     * @param qid its identifier, not in use
     * @param queuePair the queue pair
     * @return what makes the queue's engine
     */
    public QueueHandle addQueue(int qid, TargetQueuePair queuePair) {
        QueueHandle handle = new QueueHandle(this, qid, queuePair);
        queues.add(handle);
        lateWrites.start();
        return handle;
    }

    // ---- the machine ----

    /** The one setter. */
    private void transition(ControllerState next, String why) {
        if (!next.mayFollow(state)) {
            throw new IllegalStateException("controller " + cntlid + ": " + next + " may not follow " + state + " (" + why + ")");
        }
        state = next;
        reason = why;
        stateSinceNs = loop.nowNs();
        admission = next == ControllerState.READY ? Status.SUCCESS : Status.COMMAND_SEQUENCE_ERROR;
        watch();
    }

    /** Arms the deadline of the present state. */
    private void watch() {
        if (stateTimer != null) {
            stateTimer.cancel();
            stateTimer = null;
        }
        switch (state) {
            case DISABLED, SHUTDOWN -> watchIdleness(true);
            case READY -> watchIdleness(subsystem.isDiscovery());
            case RESETTING, SHUTTING_DOWN -> {
                long ns = owner.limits().readyTimeoutNs();
                stateTimer = loop.schedule(() -> fail(state.label() + " took longer than the ready timeout"), ns);
            }
            case FATAL -> stateTimer = loop.schedule(() -> lose(reason, ENDED), owner.limits().fatalNs());
            case QUIESCING, DISCONNECTING -> stateTimer = loop.schedule(this::reportOverdue, owner.limits().quiesceReportNs());
            case GONE -> keepAlive.stop();
        }
    }

    private void watchIdleness(boolean limited) {
        if (keepAlive.katoMs() == 0) {
            keepAlive.startNs(limited ? owner.limits().associationIdleNs() : 0);
        }
    }

    /** Set Features, Volatile Write Cache: without it every write is durable before it is answered. */
    void writeCache(boolean enabled) {
        writeThrough = !enabled;
    }

    /** Set Features, Keep Alive Timer. */
    void keepAlive(long katoMs) {
        keepAlive.start(katoMs);
        watch();
    }

    private void reportOverdue() {
        owner.report(this + " has been " + state.label() + " for " + TimeUnit.NANOSECONDS.toMillis(loop.nowNs() - stateSinceNs)
                + " ms and waits for " + queues.awaited(state == ControllerState.QUIESCING));
        stateTimer = loop.schedule(this::reportOverdue, owner.limits().quiesceReportNs());
    }

    /** Whether admin commands other than Fabrics ones and Keep Alive are taken. */
    boolean isReady() {
        return state == ControllerState.READY;
    }

    /** CC.EN goes to 1, its fields having been checked. */
    void enable() {
        instance.renew();
        resets.removeEnded();
        transition(ControllerState.READY, "enabled by the host");
    }

    /** CC.EN goes to 0: the I/O queues end, the admin queue stays (NVM Express Base 2.1, 3.7.2). */
    void reset() {
        transition(ControllerState.RESETTING, "reset by the host");
        endIoQueues();
    }

    /** CC.SHN is written: the I/O queues end (NVM Express Base 2.1, 3.6.2). */
    void shutDown() {
        transition(ControllerState.SHUTTING_DOWN, "shut down by the host");
        endIoQueues();
    }

    private void endIoQueues() {
        queues.leaveAllIo(ENDED);
        advance();
    }

    private void fail(String why) {
        events.raise(ControllerEvent.PERSISTENT_INTERNAL_ERROR);
        transition(ControllerState.FATAL, why);
        owner.report(this + " is fatal: " + why);
    }

    /**
     * It is broken, because the operator wants it: fatal, and its association is lost.
     */
    public void breakDown() {
        if (!state.isLost()) {
            if (state != ControllerState.FATAL) {
                fail("the operator wants it to fail");
            }
            lose(reason, ENDED);
        }
    }

    private void keepAliveExpired() {
        if (state.isLost()) {
            return;
        }
        String why = keepAlive.katoMs() == 0
                ? "nothing came for as long as an association without keep alive may be idle"
                : "nothing came for the keep alive timeout of " + keepAlive.katoMs() + " ms";
        errors.add(new ErrorEntry(0, 0xFFFF, Status.KEEP_ALIVE_EXPIRED, ErrorEntry.NO_LOCATION, 0, 0));
        if (state != ControllerState.FATAL) {
            transition(ControllerState.FATAL, why);
        }
        lose(why, TransportFault.of(TransportFault.Kind.TIMEOUT, why));
    }

    /**
     * Ends the association: the operator wants it.
     *
     * @param why for messages
     */
    public void end(String why) {
        lose(why, ENDED);
    }

    /**
     * Another controller was asked to reset this one: it becomes fatal and is lost, unless it is lost already.
     *
     * @param entry told when all is silent
     */
    void resetFor(ResetEntry entry) {
        if (!state.isLost()) {
            String why = "reset through controller " + entry.source().cntlid();
            if (state != ControllerState.FATAL) {
                transition(ControllerState.FATAL, why);
            }
            lose(why, ENDED, true);
        }
        if (loss != null) {
            loss.join(entry);
        }
    }

    private void lose(String why, TransportFault fault) {
        lose(why, fault, false);
    }

    private void lose(String why, TransportFault fault, boolean hostAsked) {
        if (state.isLost()) {
            return;
        }
        end = fault;
        boolean orderly = state == ControllerState.SHUTDOWN || state == ControllerState.DISABLED || subsystem.isDiscovery();
        loss = new Loss(this, why, queues.running());
        if (!orderly) {
            owner.lost(loss, this, hostAsked);
        }
        resets.clear();
        keepAlive.stop();
        transition(ControllerState.QUIESCING, why);
        owner.report(this + " ends: " + why);
        queues.fenceAll();
        advance();
    }

    /** Goes on where a queue's silence or end lets it. */
    private void advance() {
        switch (state) {
            case RESETTING -> {
                if (!hasIoQueues()) {
                    events.clear(Status.ABORTED_SQ_DELETION);
                    features.reset();
                    writeThrough = false;
                    transition(ControllerState.DISABLED, reason);
                }
            }
            case SHUTTING_DOWN -> {
                if (!hasIoQueues()) {
                    transition(ControllerState.SHUTDOWN, reason);
                }
            }
            case QUIESCING -> {
                if (queues.allSilent()) {
                    if (loss != null) {
                        loss.silent();
                    }
                    transition(ControllerState.DISCONNECTING, reason);
                    queues.closeAll(end);
                    advance();
                }
            }
            case DISCONNECTING -> {
                if (queues.isEmpty()) {
                    transition(ControllerState.GONE, reason);
                    owner.gone(this);
                }
            }
            case DISABLED, READY, SHUTDOWN, FATAL, GONE -> {
                // Nothing waits for a queue here.
            }
        }
    }

    private void faulted(int qid, TransportFault fault) {
        QueueHandle handle = queues.get(qid);
        if (handle == null || state.isLost()) {
            return;
        }
        if (qid != 0 && fault.kind() == TransportFault.Kind.CLOSED) {
            // A host that disconnects in good order ends its I/O queues first and writes CC.SHN afterwards (as Linux does).
            queues.leave(handle, ENDED);
        } else {
            lose("queue " + qid + " lost its connection: " + fault.kind() + ", " + fault.detail(), fault);
        }
    }

    private void silent(int qid) {
        queues.silent(qid, ENDED);
        advance();
    }

    private void quiesced(int qid) {
        queues.remove(qid);
        if (qid == 0) {
            lose("the admin queue is gone", ENDED);
        }
        advance();
    }

    // ---- admin commands, and what others tell it ----

    void execute(AdminCommand command) {
        commands.execute(command);
    }

    /**
     * Something of the subsystem has changed that the host wants to know.
     *
     * @param event what
     */
    public void raise(ControllerEvent event) {
        if (!state.isLost()) {
            events.raise(event);
        }
    }

    /**
     * A namespace was added, removed or changed.
     *
     * @param nsid which
     */
    public void namespaceChanged(int nsid) {
        changed.add(nsid);
        raise(ControllerEvent.NAMESPACE_CHANGED);
    }

    /** An admin command has been completed; if it failed, the error log gets an entry, and the status says so. */
    int recorded(AdminCommand command) {
        int status = command.status();
        int plain = Status.plain(status);
        if (plain == Status.SUCCESS || plain == Status.ABORT_REQUESTED || plain == Status.ABORTED_SQ_DELETION) {
            return status;
        }
        record(new ErrorEntry(0, command.cid(), status | Status.MORE, command.location(), 0, command.nsid()));
        return status | Status.MORE;
    }

    private void record(ErrorEntry entry) {
        errors.add(entry);
        if (Status.plain(entry.status()) == Status.INTERNAL_ERROR) {
            raise(ControllerEvent.TRANSIENT_INTERNAL_ERROR);
        }
    }

    // ---- what queues ask and tell, on their loops ----

    @Override
    public int cntlid() {
        return cntlid;
    }

    @Override
    public NamespaceTable namespaces() {
        return subsystem.namespaces();
    }

    @Override
    public int anaStatus(int anaGroup) {
        return port.ana().status(anaGroup);
    }

    @Override
    public int admission() {
        return admission;
    }

    @Override
    public int maxTransferBytes() {
        return port.capabilities().maxTransferBytes();
    }

    @Override
    public boolean writeThrough() {
        return writeThrough;
    }

    @Override
    public boolean guardsLateWrites() {
        return subsystem.spec().lateWriteGuard();
    }

    @Override
    public void onLateWrites(int writes) {
        loop.execute(() -> lateWrites.report(writes));
    }

    @Override
    public void traffic() {
        keepAlive.traffic();
    }

    @Override
    public IoStatistics statistics() {
        IoStatistics made = new IoStatistics();
        statistics.add(made);
        return made;
    }

    @Override
    public int onFabrics(int qid, MemorySegment sqe) {
        if (Sqe.fctype(sqe) != FabricsCommand.DISCONNECT) {
            return FabricsCommands.refusalOnIoQueue(Sqe.fctype(sqe));
        }
        loop.execute(() -> {
            QueueHandle handle = queues.get(qid);
            if (handle != null && !state.isLost()) {
                queues.leave(handle, ENDED);
            }
        });
        return Status.SUCCESS;
    }

    @Override
    public void onError(ErrorEntry entry) {
        loop.execute(() -> record(entry));
    }

    @Override
    public void onBackendFailure(int nsid, RuntimeException failure) {
        loop.execute(() -> owner.report(this + ": the back end of namespace " + nsid + " has thrown " + failure));
    }

    @Override
    public void onQueueFault(int qid, TransportFault fault) {
        loop.execute(() -> faulted(qid, fault));
    }

    @Override
    public void onQueueSilent(int qid) {
        loop.execute(() -> silent(qid));
    }

    @Override
    public void onQueueQuiesced(int qid) {
        loop.execute(() -> quiesced(qid));
    }

    // ---- for the operator ----

    /**
     * How it is.
     *
     * @return a picture
     */
    public View.ControllerView view() {
        int outstanding = Math.max(0, queues.outstanding() - events.outstanding());
        long oldestMs = TimeUnit.NANOSECONDS.toMillis(loop.nowNs() - queues.oldestNs(loop.nowNs()));
        return new View.ControllerView(cntlid, subsystem.nqn(), hostNqn, port.id(), admin.queuePair.remote(), state.label(),
                queues.ioQueues(), keepAlive.katoMs(), outstanding, oldestMs, ciu(),
                subsystem.isDiscovery() ? 0 : instance.cirn(), cqtMs(), resets.pending());
    }

    /**
     * Why it is in its state.
     *
     * @return for messages
     */
    public String reason() {
        return reason;
    }

    @Override
    public String toString() {
        return "controller " + cntlid + " of " + subsystem.nqn() + " for " + hostNqn;
    }
}
