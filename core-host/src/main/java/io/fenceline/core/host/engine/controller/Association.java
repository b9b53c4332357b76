package io.fenceline.core.host.engine.controller;

import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.AnaAccess;
import io.fenceline.api.host.Failover.Cause;
import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.queue.AdminCall;
import io.fenceline.core.host.engine.queue.AdminQueue;
import io.fenceline.core.host.engine.queue.Command;
import io.fenceline.core.host.engine.queue.IoQueue;
import io.fenceline.core.host.engine.queue.QueueOwner;
import io.fenceline.core.host.engine.queue.QueueSet;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.AbortCommand;
import io.fenceline.wire.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One association with a controller, from its first connection to the silence of its last queue. It is used once. On the
 * control loop, but for what queues call.
 */
final class Association implements AdminQueue.Owner, QueueOwner {
    /** Hears of its life, on the control loop. */
    interface Owner {
        /** Whether what a controller says of itself lets it be used; null: it does. */
        @Nullable
        String refusal(ControllerFacts facts);

        /** It carries commands. */
        void onReady(Association association);

        /** It was not made; {@link #onSilent} follows. */
        void onFailed(Association association, ConnectFailure failure);

        /** It is lost; {@link #end} is to be called. */
        void onLost(Association association, Cause cause, TransportFault fault);

        /** A notice has come (NVM Express Base 2.1, Figure 150). */
        void onAsyncEvent(Association association, int dw0);

        /** A command was answered with an ANA status. */
        void onAnaStatus(Association association);

        /** Nothing of it leaves this end any more. The last call. */
        void onSilent(Association association);
    }

    private final ControlLoop control;
    private final HostTransport transport;
    private final TransportAddress address;
    private final ControllerSettings settings;
    private final int number;
    private final Owner owner;
    private final AdminQueue admin;
    private final Initialization initialization;
    private final List<IoQueue> queues = new ArrayList<>();
    private final List<Command> held = new ArrayList<>();
    private final int rank;
    /** Events that came before it carried commands; a controller masks each kind until its log is read, so they are few. */
    private final List<Integer> early = new ArrayList<>();

    private @Nullable QueueSet set;
    private @Nullable KeepAlive keepAlive;
    private @Nullable ControllerFacts facts;
    private ControlLoop.@Nullable Timer attempt;
    private int cntlid = QUEUE_PAIR_NEW;
    private int notSilent;
    private long lastByteNs = Long.MIN_VALUE;
    private boolean ready;
    private boolean ending;
    private boolean lost;
    private boolean departing;
    private int abortsUnderWay;

    /** CNTLID of a controller that is to be made: the dynamic model. */
    private static final int QUEUE_PAIR_NEW = 0xFFFF;

    Association(ControlLoop control, HostTransport transport, TransportAddress address, ControllerSettings settings, int number, int rank,
            Owner owner) {
        this.control = control;
        this.transport = transport;
        this.address = address;
        this.settings = settings;
        this.number = number;
        this.rank = rank;
        this.owner = owner;
        admin = new AdminQueue(control, this);
        initialization = new Initialization(this, control, admin, settings);
    }

    void begin() {
        attempt = control.schedule(
                () -> fail(new ConnectFailure("not connected within " + settings.connectTimeoutNs() / 1_000_000 + " ms, at: "
                        + initialization.step(), false)),
                settings.connectTimeoutNs());
        connect(params(0, AdminQueue.SIZE, QueuePairParams.ANY_LOOP), admin);
    }

    private void connect(QueuePairParams wanted, QueuePairListener up) {
        notSilent++;
        try {
            transport.connect(address, wanted, up);
        } catch (RuntimeException e) {
            // The transport is closed, or refuses the parameters: nothing was begun, so it is silent.
            control.execute(() -> {
                fail(new ConnectFailure(address + ": " + e.getMessage(), false));
                onSilent(control.nowNs());
            });
        }
    }

    private QueuePairParams params(int qid, int size, int affinity) {
        return new QueuePairParams(settings.hostNqn(), settings.hostId(), settings.subsystem(), cntlid, qid, size, settings.flowControl(),
                affinity);
    }

    // While it is being made.

    @Override
    public void onAdminConnected() {
        if (!ending) {
            initialization.begin();
        }
    }

    void identified(ControllerFacts known) {
        facts = known;
    }

    void connected(int id) {
        cntlid = id;
    }

    int cntlid() {
        return cntlid;
    }

    int maxTransferBytes() {
        return transport.capabilities().maxTransferBytes();
    }

    int maxQueueSize() {
        return transport.capabilities().maxQueueSize();
    }

    TransportAddress address() {
        return address;
    }

    /** As soon as the controller is ready: it has begun to wait for keep alives. */
    void startKeepAlive(ControllerFacts known) {
        // Whatever KAS says: a controller that accepted a KATO counts, and the Linux discovery controller reports KAS 0.
        if (settings.keepAliveNs() > 0) {
            KeepAlive started = new KeepAlive(control, admin, settings.keepAliveNs(), known.trafficBasedKeepAlive(), !known.keepAlive(),
                    this::answered, fault -> lose(Cause.KEEP_ALIVE, fault));
            keepAlive = started;
            started.start();
        }
    }

    private long answered() {
        long sum = admin.answered();
        for (IoQueue queue : queues) {
            sum += queue.answered();
        }
        return sum;
    }

    void startEvents(ControllerFacts known) {
        new AsyncEvents(admin, dw0 -> {
            if (ending) {
                return;
            }
            if (ready) {
                owner.onAsyncEvent(this, dw0);
            } else {
                early.add(dw0); // its log must be read, or no further event of its kind ever comes
            }
        }).start(known.aerl());
    }

    /** Connects the I/O queues, side by side. */
    void connectQueues(int count, int size) {
        for (int i = 0; i < count; i++) {
            IoQueue queue = new IoQueue(i + 1, i, size, this, control::nowNs);
            queues.add(queue);
            connect(params(i + 1, size, i), queue);
        }
    }

    @Override
    public void onQueueConnected(IoQueue queue) {
        queue.connect(initialization.connectData(cntlid), cntlid, settings.flowControl(),
                (status, result) -> control.execute(() -> {
                    if (!ending) {
                        initialization.onQueueConnect(queue, status, result, queues.size());
                    }
                }));
    }

    void complete(ControllerFacts known) {
        String refusal = owner.refusal(known);
        if (refusal != null) {
            fail(new ConnectFailure(refusal, false));
            return;
        }
        if (attempt != null) {
            attempt.cancel();
        }
        for (IoQueue queue : queues) {
            queue.open(known.inCapsuleBytes(), settings.commandTimeoutNs(), settings.abortTimeoutNs());
        }
        if (!queues.isEmpty()) {
            set = new QueueSet(number, rank, queues.toArray(new IoQueue[0]), () -> control.execute(() -> {
                if (!ending) {
                    owner.onAnaStatus(this);
                }
            }));
        }
        ready = true;
        owner.onReady(this);
        for (int dw0 : early) {
            owner.onAsyncEvent(this, dw0);
        }
        early.clear();
    }

    void fail(ConnectFailure failure) {
        if (ending) {
            return;
        }
        end(TransportFault.of(TransportFault.Kind.CLOSED, failure.text()));
        owner.onFailed(this, failure);
    }

    // While it lives.

    @Override
    public void onAdminFault(TransportFault fault) {
        lose(causeOf(fault), fault);
    }

    @Override
    public void onAdminTimeout(TransportFault fault) {
        lose(Cause.ADMIN_TIMEOUT, fault);
    }

    @Override
    public void onQueueFault(IoQueue queue, TransportFault fault) {
        control.execute(() -> {
            if (departing) {
                queue.end(fault); // a controller that is being disabled may end its I/O queues before it says that it is
            } else {
                lose(causeOf(fault), fault);
            }
        });
    }

    @Override
    public void onCommandTimeout(IoQueue queue, TransportFault fault) {
        control.execute(() -> lose(Cause.COMMAND_TIMEOUT, fault));
    }

    private static Cause causeOf(TransportFault fault) {
        return switch (fault.scope()) {
            case REMOTE_PORT -> Cause.REMOTE_PORT;
            case TRANSPORT -> Cause.TRANSPORT;
            case QUEUE_PAIR -> switch (fault.kind()) {
                case PROTOCOL, DIGEST -> Cause.PROTOCOL;
                case CLOSED, NETWORK, TERMINATED_BY_PEER, TIMEOUT, LIMIT, INTERNAL -> Cause.CONNECTION;
            };
        };
    }

    /** It is being disabled or shut down: from now on only the admin queue counts. */
    void departing() {
        departing = true;
    }

    /** What was written to CC. */
    int cc() {
        return initialization.cc();
    }

    /** All queues go together: a controller whose admin queue is lost may still execute what the others sent (ccr.md H21). */
    void lose(Cause cause, TransportFault fault) {
        if (ending || lost) {
            return;
        }
        if (!ready) {
            fail(new ConnectFailure(fault.detail() + ", at: " + initialization.step(), false));
            return;
        }
        lost = true;
        owner.onLost(this, cause, fault);
    }

    @Override
    public void onAbortWanted(IoQueue queue, int cid) {
        control.execute(() -> abort(queue.qid(), cid));
    }

    private void abort(int qid, int cid) {
        ControllerFacts known = facts;
        if (ending || known == null || abortsUnderWay >= known.acl()) {
            return; // what is not aborted in time fails the controller
        }
        abortsUnderWay++;
        admin.submit(new AdminCall("Abort", (sqe, id) -> AbortCommand.encode(sqe, id, qid, cid), null, 0, settings.adminTimeoutNs(),
                (status, result, data) -> abortsUnderWay--), true);
    }

    /** Looks for commands that take too long. */
    void scan() {
        for (IoQueue queue : queues) {
            queue.scan();
        }
    }

    // The end.

    /** Ends all queues; {@link Owner#onSilent} follows. */
    void end(TransportFault why) {
        if (ending) {
            return;
        }
        ending = true;
        if (attempt != null) {
            attempt.cancel();
        }
        if (keepAlive != null) {
            keepAlive.stop();
        }
        // What is lost is cut: a transport that parted in good order would wait for a peer that may never answer, and the hold with it.
        TransportFault told = lost && why.kind() == TransportFault.Kind.CLOSED
                ? TransportFault.of(TransportFault.Kind.NETWORK, why.detail())
                : why;
        admin.end(told);
        for (IoQueue queue : queues) {
            queue.end(told);
        }
    }

    @Override
    public void onAdminSilent(long lastNs) {
        onSilent(lastNs);
    }

    @Override
    public void onQueueSilent(IoQueue queue, @Nullable Command first, int count, long lastNs) {
        List<Command> sent = new ArrayList<>(count);
        Command rest = first;
        while (rest != null) {
            Command command = rest;
            rest = command.next;
            command.next = null;
            sent.add(command);
        }
        control.execute(() -> {
            held.addAll(sent);
            onSilent(lastNs);
        });
    }

    private void onSilent(long lastNs) {
        lastByteNs = Math.max(lastByteNs, lastNs);
        notSilent--;
        if (notSilent == 0 && !ending) {
            // A transport that ended a queue without a fault before: the others have to go too.
            lose(Cause.CONNECTION, TransportFault.of(TransportFault.Kind.CLOSED, "a queue has ended"));
        }
        if (notSilent == 0) {
            owner.onSilent(this);
        }
    }

    // What is asked of it.

    AdminQueue admin() {
        return admin;
    }

    boolean isReady() {
        return ready && !ending && !lost;
    }

    boolean isEnding() {
        return ending;
    }

    boolean isSilent() {
        return ending && notSilent == 0;
    }

    /** Commands that were sent and never answered. Grows until it is silent. */
    List<Command> held() {
        return held;
    }

    long lastByteNs() {
        return lastByteNs;
    }

    /** When the last answer came; {@link Long#MIN_VALUE}: none did. Exact only when it is silent. */
    long lastAnswerNs() {
        long last = admin.lastAnswerNs();
        for (IoQueue queue : queues) {
            last = Math.max(last, queue.lastAnswerNs());
        }
        return last;
    }

    boolean silenceCoversMemory() {
        return transport.silenceCoversMemory();
    }

    @Nullable
    ControllerFacts facts() {
        return facts;
    }

    @Nullable
    QueueSet set() {
        return set;
    }

    List<IoQueue> queues() {
        return queues;
    }

    AnaStates anaStates() {
        return initialization.anaStates();
    }

    /** Optimized where it does not report ANA. */
    AnaAccess ana(int group) {
        ControllerFacts known = facts;
        return known == null ? AnaAccess.INACCESSIBLE : known.ana() ? anaStates().of(group) : AnaAccess.OPTIMIZED;
    }

    void anaStates(AnaStates states) {
        initialization.anaStates(states);
    }

    long keepAliveMarginNs() {
        KeepAlive running = keepAlive;
        return running == null ? -1 : running.marginNs();
    }

    /** Whether an answer came although the queue has ended: then the call was lost. */
    static boolean isLost(int status) {
        return status == Status.ABORTED_BY_HOST;
    }
}
