package io.fenceline.testkit.memory;

import static java.util.Objects.requireNonNull;

import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.BufferPool;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TargetListener;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TargetQueuePairListener;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.testkit.Loops;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The target end of a connection. */
final class TargetEnd implements TargetQueuePair {
    private enum State {
        OPEN, FAULTED, DISCONNECTED, QUIESCED
    }

    /** A fetch that is on its way. */
    static final class Fetch {
        final Exchange exchange;
        final TrackedBuffer into;
        final int length;
        boolean ended;

        Fetch(Exchange exchange, TrackedBuffer into, int length) {
            this.exchange = exchange;
            this.into = into;
            this.length = length;
        }
    }

    /** Something that leaves with the next flush; what has to be told to the core afterwards is in it too. */
    private record Leaving(Exchange exchange, @Nullable TrackedBuffer data, boolean transportReleases, Runnable whenLeft,
            Consumer<List<Runnable>> toHost) {
    }

    private final MemoryTarget transport;
    private final Loops.Loop loop;
    private final HostEnd host;
    private final Channel out;
    private final TransportAddress local;
    private final TransportAddress remote;
    private final TrackedPool pool;
    private final List<Exchange> exchanges = new ArrayList<>();
    private final ArrayDeque<Exchange> idle = new ArrayDeque<>();
    private final ArrayDeque<Capsule> backlog = new ArrayDeque<>();
    private final List<Leaving> leaving = new ArrayList<>();
    private final List<Fetch> fetches = new ArrayList<>();
    private @Nullable TargetQueuePairListener up;
    private State state = State.OPEN;
    private boolean hostGone;
    private boolean flushAsked;
    private boolean waitsForBuffer;
    private int active;
    private int callbacks;
    private int outstandingLimit;
    private boolean flowControl;

    TargetEnd(MemoryTarget transport, Loops.Loop loop, HostEnd host, TransportAddress local, TransportAddress remote) {
        this.transport = transport;
        this.loop = loop;
        this.host = host;
        this.local = local;
        this.remote = remote;
        out = new Channel(host.memoryLoop(), transport.limits().latencyNs(), host.link(), false, host.clock());
        pool = transport.newPool(loop);
        outstandingLimit = transport.limits().maxQueueSize();
    }

    // Life.

    /** Shows the queue pair to the core, and lets the host know. On the loop. */
    void open(TargetListener listener, Channel toTarget) {
        if (hostGone) {
            disconnected();
            return; // it was reset on its way
        }
        up = listener.onQueuePair(this);
        out.send(() -> host.connected(this, toTarget));
    }

    private void disconnected() {
        state = State.QUIESCED;
        transport.ended(this);
    }

    /** The host has gone: nobody is left to be told. */
    void peerGone(TransportFault fault) {
        hostGone = true;
        if (up == null) {
            disconnected();
        } else {
            fault(fault);
        }
    }

    /** The connection must end. */
    void fault(TransportFault fault) {
        if (state == State.OPEN) {
            state = State.FAULTED;
            backlog.clear();
            requireNonNull(up).onFault(fault);
        }
    }

    @Override
    public void associate(QueuePairParams params) {
        requireLoop();
        outstandingLimit = params.size();
        flowControl = params.flowControl();
    }

    @Override
    public void disconnect(TransportFault why) {
        requireLoop();
        if (state == State.DISCONNECTED || state == State.QUIESCED) {
            return;
        }
        if (state == State.OPEN && why.kind() == TransportFault.Kind.CLOSED) {
            flushNow();
        }
        state = State.DISCONNECTED;
        backlog.clear();
        if (!hostGone) {
            TransportFault seen = Faults.asSeenByPeer(why, "target");
            out.send(() -> host.fault(seen));
        }
        dropLeaving();
        for (Fetch fetch : List.copyOf(fetches)) {
            end(fetch, Status.ABORTED_SQ_DELETION);
        }
        later(this::quiesceIfSilent);
    }

    private void dropLeaving() {
        List<Leaving> dropped = List.copyOf(leaving);
        leaving.clear();
        for (Leaving item : dropped) {
            if (item.data == null) {
                continue;
            }
            if (item.transportReleases) {
                item.data.releaseByTransport();
            } else {
                sent(item.exchange, item.data, Status.ABORTED_SQ_DELETION);
            }
        }
    }

    private void quiesceIfSilent() {
        if (state == State.DISCONNECTED && active == 0 && callbacks == 0) {
            state = State.QUIESCED;
            transport.ended(this);
            requireNonNull(up).onQuiesced();
        }
    }

    /** The transport is closed and the core has not ended in time. */
    void cut() {
        if (state == State.QUIESCED) {
            return;
        }
        if (state != State.DISCONNECTED && !hostGone) {
            out.send(() -> host.fault(TransportFault.of(TransportFault.Kind.NETWORK, "connection reset by the target")));
        }
        state = State.DISCONNECTED;
        dropLeaving();
        fetches.forEach(fetch -> fetch.into.giveBack());
        fetches.clear();
        exchanges.forEach(Exchange::cut);
        active = 0;
        callbacks = 0;
        quiesceIfSilent();
    }

    @Nullable
    MemoryLink link() {
        return host.link();
    }

    void silenceOut() {
        out.silence();
    }

    // Commands.

    void arrived(List<Capsule> batch) {
        if (state == State.OPEN) {
            backlog.addAll(batch);
            deliver();
        }
    }

    private void deliver() {
        boolean any = false;
        while (state == State.OPEN && !backlog.isEmpty()) {
            Capsule capsule = backlog.element();
            if (active == outstandingLimit) {
                fault(TransportFault.of(TransportFault.Kind.PROTOCOL, "more than " + outstandingLimit + " commands are outstanding"));
                break;
            }
            TrackedBuffer data = null;
            // Too much in-capsule data gets no buffer; the exchange says the status.
            if (capsule.data().length > 0 && capsule.data().length <= transport.limits().greatestInCapsule()) {
                data = pool.takeTracked(capsule.data().length);
                if (data == null) {
                    waitForBuffer();
                    break;
                }
                MemorySegment.copy(capsule.data(), 0, data.memory(), ValueLayout.JAVA_BYTE, 0, capsule.data().length);
            }
            backlog.remove();
            any = true;
            active++;
            Exchange exchange = idle.isEmpty() ? newExchange() : idle.remove();
            exchange.begin(capsule.sqe(), data, capsule.data().length);
            requireNonNull(up).onCommand(exchange);
        }
        if (any && state != State.QUIESCED) {
            requireNonNull(up).onBatchEnd();
        }
    }

    private void waitForBuffer() {
        if (!waitsForBuffer) {
            waitsForBuffer = true;
            pool.whenReleased(() -> {
                waitsForBuffer = false;
                deliver();
            });
        }
    }

    private Exchange newExchange() {
        Exchange exchange = new Exchange(this, exchanges.size(), transport.limits());
        exchanges.add(exchange);
        return exchange;
    }

    // The verbs of an exchange.

    void fetch(Exchange exchange, TrackedBuffer into, int offset, int length) {
        Fetch fetch = new Fetch(exchange, into, length);
        callbacks++;
        fetches.add(fetch);
        if (state == State.DISCONNECTED) {
            end(fetch, Status.ABORTED_SQ_DELETION);
        } else if (state == State.OPEN) {
            int cid = exchange.cid();
            leave(new Leaving(exchange, null, false, () -> {
            }, arrivals -> arrivals.add(() -> host.dataWanted(cid, offset, length, fetch))));
        }
    }

    void fetched(Fetch fetch, byte[] bytes) {
        if (!fetch.ended && state == State.OPEN) {
            MemorySegment.copy(bytes, 0, fetch.into.memory(), ValueLayout.JAVA_BYTE, 0, bytes.length);
            fetch.ended = true;
            fetches.remove(fetch);
            ended(fetch.exchange, fetch.into, true, Status.SUCCESS);
        }
    }

    private void end(Fetch fetch, int status) {
        fetch.ended = true;
        later(() -> {
            if (fetches.remove(fetch)) {
                ended(fetch.exchange, fetch.into, true, status);
            }
        });
    }

    void send(Exchange exchange, TrackedBuffer from, int offset, int length) {
        callbacks++;
        if (state != State.OPEN) {
            // Nothing leaves any more. While the core has not disconnected, the answer waits for it like all others.
            Leaving item = new Leaving(exchange, from, false, () -> {
            }, arrivals -> {
            });
            leaving.add(item);
            if (state == State.DISCONNECTED) {
                dropLeaving();
            }
            return;
        }
        int cid = exchange.cid();
        leave(new Leaving(exchange, from, false, () -> sent(exchange, from, Status.SUCCESS), arrivals -> {
            byte[] bytes = from.memory().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
            arrivals.add(() -> host.dataCame(cid, offset, bytes));
        }));
    }

    private void sent(Exchange exchange, TrackedBuffer from, int status) {
        later(() -> ended(exchange, from, false, status));
    }

    private void ended(Exchange exchange, TrackedBuffer buffer, boolean fetch, int status) {
        if (state == State.QUIESCED) {
            return;
        }
        callbacks--;
        buffer.giveBack();
        exchange.transferEnded();
        if (fetch) {
            requireNonNull(up).onFetched(exchange, status);
        } else {
            requireNonNull(up).onSent(exchange, status);
        }
        quiesceIfSilent();
    }

    void sendAndRespond(Exchange exchange, TrackedBuffer from, int length, long result, int sqHead) {
        int cid = exchange.cid();
        // As with the SUCCESS flag of C2HData: no completion entry, so neither a result nor a head pointer.
        boolean combined = transport.limits().combined() && result == 0 && !flowControl;
        if (state == State.OPEN) {
            leave(new Leaving(exchange, from, true, from::releaseByTransport, arrivals -> {
                byte[] bytes = from.memory().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
                arrivals.add(() -> host.dataCame(cid, 0, bytes));
                arrivals.add(() -> host.completed(cid, result, combined ? -1 : sqHead & 0xFFFF, Status.SUCCESS));
            }));
        } else {
            from.releaseByTransport();
        }
        exchangeEnded(exchange);
    }

    void respond(Exchange exchange, long result, int sqHead, int status) {
        int cid = exchange.cid();
        if (state == State.OPEN) {
            leave(new Leaving(exchange, null, false, () -> {
            }, arrivals -> arrivals.add(() -> host.completed(cid, result, sqHead & 0xFFFF, status))));
        }
        exchangeEnded(exchange);
    }

    void exchangeEnded(Exchange exchange) {
        active--;
        idle.add(exchange);
        if (state == State.DISCONNECTED) {
            later(this::quiesceIfSilent);
        }
    }

    private void leave(Leaving item) {
        leaving.add(item);
        if (!flushAsked) {
            flushAsked = true;
            later(() -> {
                flushAsked = false;
                if (state == State.OPEN) {
                    flushNow();
                }
            });
        }
    }

    /** Memory is read only here, when it leaves, so that a core that touches what it has lent is found out. */
    private void flushNow() {
        if (leaving.isEmpty()) {
            return;
        }
        List<Runnable> arrivals = new ArrayList<>();
        for (Leaving item : leaving) {
            item.toHost.accept(arrivals);
        }
        out.send(() -> {
            for (Runnable arrival : arrivals) {
                if (host.hears()) {
                    arrival.run();
                }
            }
            host.batchEnded();
        });
        List<Leaving> left = List.copyOf(leaving);
        leaving.clear();
        left.forEach(item -> item.whenLeft.run());
    }

    // The rest.

    private void later(Runnable task) {
        Side.runOn(loop, task);
    }

    @Override
    public Executor loop() {
        return loop;
    }

    Loops.Loop memoryLoop() {
        return loop;
    }

    @Override
    public boolean inLoop() {
        return loop.inLoop();
    }

    @Override
    public TransportAddress local() {
        return local;
    }

    @Override
    public TransportAddress remote() {
        return remote;
    }

    @Override
    public BufferPool buffers() {
        return pool;
    }

    void requireLoop() {
        if (!loop.inLoop()) {
            throw new IllegalStateException("called off the loop " + loop);
        }
    }
}
