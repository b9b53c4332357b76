package io.fenceline.core.target.engine.fabrics;

import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.target.engine.Limits;
import io.fenceline.core.target.engine.subsystem.Port;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.spi.transport.TargetQueuePairListener;
import io.fenceline.spi.transport.TransportFault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Where new queue pairs wait for their Connect command: so many at most, and each only so long. */
public final class Entrance {
    private static final TransportFault LATE = TransportFault.of(TransportFault.Kind.TIMEOUT,
            "no Connect command succeeded within the connect deadline");
    private static final TransportFault FULL = TransportFault.of(TransportFault.Kind.LIMIT,
            "too many connections wait for their Connect command");
    private static final TransportFault PORT_CLOSED = TransportFault.of(TransportFault.Kind.CLOSED, "the port is being removed");

    private final ControlLoop loop;
    private final Limits limits;
    private final ConnectHandler connects;
    private final Map<EntryListener, ControlLoop.Timer> waiting = new HashMap<>();
    private final AtomicInteger pending = new AtomicInteger();

    /**
     * Makes one.
     *
     * @param loop the conductor
     * @param limits how many and how long
     * @param connects judges Connect commands
     */
    public Entrance(ControlLoop loop, Limits limits, ConnectHandler connects) {
        this.loop = loop;
        this.limits = limits;
        this.connects = connects;
    }

    /**
     * A queue pair has come.
     *
     * @param port where
     * @param queuePair the queue pair; called on its loop
     * @return who hears of it
     */
    public TargetQueuePairListener enter(Port port, TargetQueuePair queuePair) {
        EntryListener entry = new EntryListener(this, port, queuePair);
        if (pending.incrementAndGet() > limits.maxPendingConnects()) {
            // Not inside this call: the transport does not know its listener yet.
            entry.onLoop(() -> entry.expire(FULL));
        }
        loop.execute(() -> {
            if (port.isClosing()) {
                entry.onLoop(() -> entry.expire(PORT_CLOSED));
            }
            waiting.put(entry, loop.schedule(() -> entry.onLoop(() -> entry.expire(LATE)), limits.connectDeadlineNs()));
        });
        return entry;
    }

    /** A Connect command has come. On its loop. */
    void ask(EntryListener entry, ConnectRequest request) {
        loop.execute(() -> {
            try {
                Acceptance acceptance = connects.connect(entry.port(), entry.queuePair(), request);
                forget(entry);
                entry.onLoop(() -> entry.accept(acceptance));
            } catch (ConnectRefusal refusal) {
                connects.refused(entry.port(), entry.queuePair(), refusal);
                entry.onLoop(() -> entry.reject(refusal.status(), refusal.result()));
            }
        });
    }

    /** A queue pair has gone without having been connected. On its loop. */
    void leave(EntryListener entry) {
        loop.execute(() -> forget(entry));
    }

    private void forget(EntryListener entry) {
        ControlLoop.Timer timer = waiting.remove(entry);
        if (timer != null) {
            timer.cancel();
            pending.decrementAndGet();
        }
    }

    /**
     * A port is being removed: who waits there is sent away. On the conductor.
     *
     * @param port which
     */
    public void close(Port port) {
        for (EntryListener entry : List.copyOf(waiting.keySet())) {
            if (entry.port() == port) {
                entry.onLoop(() -> entry.expire(PORT_CLOSED));
            }
        }
    }

    /**
     * How many wait.
     *
     * @return queue pairs that have not been connected
     */
    public int waiting() {
        return waiting.size();
    }
}
