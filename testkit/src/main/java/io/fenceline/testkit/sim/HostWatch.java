package io.fenceline.testkit.sim;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.spi.transport.CloseResult;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.HostTransportProvider;
import io.fenceline.spi.transport.QueuePairListener;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TransportCapabilities;
import io.fenceline.spi.transport.TransportContext;
import io.fenceline.testkit.VirtualTime;
import io.fenceline.wire.CrossControllerResetLog;
import io.fenceline.wire.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Looks over a host's shoulder, between the host and its transport, and knows the rules better than it does: when a controller that was
 * lost is silent, which writes are in its hands, how often a path may be connected, that a keep alive leaves in time.
 */
final class HostWatch implements HostTransportProvider {
    /** Connects of one path that may come at once: admin queue pairs, whatever the jitter. */
    private static final int BURST = 4;
    private static final long MS = 1_000_000;

    /** A write in the hands of a controller that cannot be asked any more. */
    record Held(WatchedQueue.Sent sent, Association association) {
    }

    /** Which instance of a controller: what a Cross-Controller Reset names. */
    record Instance(int cntlid, int ciu, long cirn) {
    }

    /** An admin queue pair and what belongs to it. */
    static final class Association {
        final TransportAddress address;
        /** As the transport says when a queue pair is quiesced: what was submitted need not have left. */
        long lastByteNs;
        long katoNs;
        long lastKeptNs;
        int openQueues;
        /** When the last of them was quiesced. */
        long endedNs;
        /** It has I/O queues, or they are on their way: from then on there is something to be kept alive. */
        boolean complete;
        boolean disabling;
        boolean shutting;
        int cntlid = -1;
        int ciu;
        long cirn;
        /** Resets that were asked for through it. */
        final List<Instance> asked = new ArrayList<>();
        /** The controller itself, or another of its subsystem, has said that it does nothing any more. */
        boolean proven;

        Association(TransportAddress address, long nowNs) {
            this.address = address;
            lastByteNs = nowNs;
            lastKeptNs = nowNs;
        }

        Instance instance() {
            return new Instance(cntlid, ciu, cirn);
        }
    }

    final VirtualTime time;
    private final Medium medium;
    private final boolean overdue;
    private final boolean jumps;
    private final VirtualTime.VirtualProcess process;
    private final HostTransportProvider inner;
    private final long quiesceNs;
    private final long reconnectDelayNs;
    private final LongFunction<GhostWriteChecker.@Nullable Write> writes;
    private final Runnable connecting;
    private final Consumer<String> trouble;
    private final Map<TransportAddress, Association> latest = new HashMap<>();
    private final Map<TransportAddress, ArrayDeque<Long>> connects = new HashMap<>();
    private final List<Held> held = new ArrayList<>();
    private final int mostRefusals;
    private int refusals;
    private final List<WatchedQueue> open = new ArrayList<>();
    private final List<HostTransport> opened = new ArrayList<>();
    private final String name;
    long heldEver;
    long resetsEver;

    HostWatch(String name, VirtualTime time, VirtualTime.VirtualProcess process, HostTransportProvider inner, Plan plan,
            Medium medium, LongFunction<GhostWriteChecker.@Nullable Write> writes, Runnable connecting, Consumer<String> trouble) {
        this.name = name;
        this.writes = writes;
        this.connecting = connecting;
        this.time = time;
        this.process = process;
        this.inner = inner;
        this.trouble = trouble;
        this.medium = medium;
        quiesceNs = plan.quiesceNs();
        jumps = plan.steps().stream().anyMatch(step -> step.kind() == Step.Kind.JUMP);
        overdue = plan.steps().stream().anyMatch(step -> step.kind() == Step.Kind.HANG);
        int changes = (int) plan.steps().stream().filter(step -> step.kind() != Step.Kind.RULE).count() + 1;
        mostRefusals = 2 * changes * plan.workers() * Load.LONGEST;
        reconnectDelayNs = plan.options().reconnectDelay().toNanos();
    }

    void trouble(String what) {
        trouble.accept(name + ": " + what);
    }

    /** The host's clock may have jumped, and the target's has not. */
    long trueNs(long hostNs) {
        return process.trueNs(hostNs);
    }

    /** When nothing of an association can happen any more: three keep alives, since the target's timer restarts with traffic. */
    private long silentNs(Association association) {
        return association.lastByteNs + 3 * association.katoNs + quiesceNs;
    }

    GhostWriteChecker.@Nullable Write writeOf(Stamp stamp) {
        return writes.apply(stamp.generation());
    }

    // What the queues tell.

    void opened(WatchedQueue queue) {
        open.add(queue);
    }

    /** Only from now on it counts: a connect that is not answered cannot be taken back, and carries nothing. */
    void connected(WatchedQueue queue) {
        queue.association.openQueues++;
    }

    void ended(WatchedQueue queue, boolean wasConnected) {
        open.remove(queue);
        if (wasConnected) {
            queue.association.openQueues--;
            queue.association.endedNs = time.nowNs();
        }
    }

    /** A write has lost its queue pair: it may be executed until its controller is silent. */
    void hold(WatchedQueue.Sent sent, Association association) {
        heldEver++;
        Held one = new Held(sent, association);
        held.add(one);
        if (association.proven) {
            requireOver(one, true);
        }
    }

    // What is said of silence.

    void asked(Association source, Instance wanted) {
        resetsEver++;
        if (source.cntlid == wanted.cntlid) {
            trouble("asks " + source.address + " to reset itself");
        }
        if (source.asked.size() < CrossControllerResetLog.MAX_ENTRIES) {
            source.asked.add(wanted);
        }
    }

    void answered(Association source, Instance wanted, int status, boolean immediately) {
        if (status == 0 && immediately) {
            silent(wanted);
        } else if (status != 0 && Status.plain(status) != Status.CCR_IN_PROGRESS) {
            source.asked.remove(wanted);
        }
    }

    /** An entry of success counts for what was asked through the same source. */
    void logged(Association source, int cntlid, int ciu) {
        for (Instance wanted : List.copyOf(source.asked)) {
            if (wanted.cntlid == cntlid && wanted.ciu == ciu) {
                source.asked.remove(wanted);
                silent(wanted);
            }
        }
    }

    private void silent(Instance instance) {
        for (Held old : held) {
            if (instance.equals(old.association.instance())) {
                silent(old.association);
            }
        }
        for (Association association : latest.values()) {
            if (instance.equals(association.instance())) {
                silent(association);
            }
        }
    }

    /** Somebody who must know says that nothing of an association happens any more: so nothing of it may. */
    void silent(Association association) {
        if (association.proven) {
            return;
        }
        association.proven = true;
        held.stream().filter(old -> old.association.equals(association)).forEach(old -> requireOver(old, true));
        for (WatchedQueue queue : open) {
            if (queue.association.equals(association)) {
                queue.writes().forEach(sent -> requireOver(new Held(sent, association), true));
            }
        }
    }

    /** The disk must not have it in its hands, and not get it any more before it is sent again. */
    private void requireOver(Held old, boolean proof) {
        if (medium.isWriting(old.sent) && (proof || !overdue)) {
            trouble("generation " + old.sent.generation() + " of " + old.association.address + " is still under way in the disk, and "
                    + (proof ? "its controller is said to be silent" : "all times that the target has promised are over"));
        }
        if (proof) {
            medium.silence(old.sent);
        }
    }

    /** A write is about to leave: nothing that it must wait for may be in the hands of a lost controller. */
    void mayLeave(WatchedQueue.Sent sent, Association association) {
        long now = time.nowNs();
        held.removeIf(old -> {
            boolean over = old.association.proven || now >= silentNs(old.association);
            if (over) {
                requireOver(old, old.association.proven);
            }
            return over;
        });
        medium.unsilence(sent);
        for (Held old : held) {
            if (!old.sent.overlaps(sent)) {
                continue;
            }
            long earlyMs = (silentNs(old.association) - now) / MS;
            if (old.sent.generation() == sent.generation()) {
                trouble("generation " + sent.generation() + " is sent again, to " + association.address + ", " + earlyMs
                        + " ms before " + old.association.address + ", which may still execute it, is silent");
            } else if (old.sent.isOverBefore(sent)) {
                trouble("generation " + sent.generation() + " is sent to " + association.address + ", " + earlyMs
                        + " ms before generation " + old.sent.generation()
                        + " of the same block, of which the outcome is unknown, is over at "
                        + old.association.address);
            } else if (sent.write() != null && old.association.openQueues == 0 && sent.write().issuedNs > old.association.endedNs
                    && process.pausedUntilNs() < old.association.endedNs) {
                trouble("generation " + sent.generation() + " is sent to " + association.address + ", " + earlyMs
                        + " ms before generation " + old.sent.generation() + " of the same block, which is held, is over at "
                        + old.association.address);
            }
        }
        for (WatchedQueue queue : open) {
            if (queue.carries(sent.generation(), sent.lba())) {
                trouble("generation " + sent.generation() + " is sent to " + association.address + " while it is under way at "
                        + queue.association.address);
            }
        }
    }

    /**
     * Something leaves on an association. None may have been idle for longer than a keep alive, and half of one more while an answer
     * is awaited: the target looks at its end of each keep alive whether there was traffic (TBKAS).
     */
    void leaves(Association association, boolean keeps) {
        long now = time.nowNs();
        requireKept(association, now);
        if (keeps) {
            association.lastKeptNs = now;
        }
    }

    private void requireKept(Association association, long now) {
        if (association.complete && association.katoNs > 0 && now - association.lastKeptNs > association.katoNs * 3 / 2
                && process.pausedUntilNs() < association.lastKeptNs) {
            trouble("nothing was sent to " + association.address + " for " + (now - association.lastKeptNs) / MS
                    + " ms, and its keep alive is " + association.katoNs / MS + " ms");
            association.lastKeptNs = now;
        }
    }

    /** A command was answered with an ANA status: some are on their way at a change, and then no more. */
    void refused(Association association) {
        if (++refusals > mostRefusals) {
            trouble(refusals + " commands were refused with an ANA status, now by " + association.address + "; " + mostRefusals
                    + " is the most that can be on their way at all changes of ANA states");
            refusals = Integer.MIN_VALUE;
        }
    }

    /** Looks at what is idle. */
    void check() {
        long now = time.nowNs();
        for (WatchedQueue queue : open) {
            if (queue.isAdmin() && !queue.isEnding()) {
                requireKept(queue.association, now);
            }
        }
    }

    int openQueues() {
        return open.size();
    }

    /** Closes the transports that the host has opened. Not in a task. */
    void close() {
        opened.forEach(transport -> transport.close(Duration.ZERO));
    }

    // The provider.

    @Override
    public TransportType type() {
        return inner.type();
    }

    @Override
    public OptionSchema options() {
        return inner.options();
    }

    @Override
    public HostTransport open(TransportContext context, Options options) {
        HostTransport transport = inner.open(context, options);
        opened.add(transport);
        return new HostTransport() {
            @Override
            public TransportCapabilities capabilities() {
                return transport.capabilities();
            }

            @Override
            public int loops() {
                return transport.loops();
            }

            @Override
            public boolean silenceCoversMemory() {
                return transport.silenceCoversMemory();
            }

            @Override
            public void connect(TransportAddress remote, QueuePairParams params, QueuePairListener up) {
                transport.connect(remote, params, new WatchedQueue(HostWatch.this, associationOf(remote, params.qid()), params, up));
            }

            // A close waits, and nothing may wait in virtual time: the watch does it when the host is closed.
            @Override
            public CloseResult close(Duration grace) {
                return CloseResult.GRACEFUL;
            }
        };
    }

    private Association associationOf(TransportAddress remote, int qid) {
        Association known = latest.get(remote);
        if (qid != 0 && known != null) {
            if (!known.complete) {
                known.complete = true;
                known.lastKeptNs = time.nowNs();
            }
            return known;
        }
        if (qid != 0) {
            trouble("connects I/O queue " + qid + " of " + remote + " before its admin queue");
        }
        if (known != null && known.openQueues > 0) {
            trouble("connects " + remote + " while " + known.openQueues + " queue pairs of the last association are there");
        }
        if (known != null) {
            connecting.run();
        }
        requireSpread(remote);
        Association made = new Association(remote, time.nowNs());
        latest.put(remote, made);
        return made;
    }

    /** Attempts are a reconnect delay apart, and a burst is forgiven: jitter, and delays that begin anew after success. */
    private void requireSpread(TransportAddress remote) {
        long now = time.nowNs();
        ArrayDeque<Long> recent = connects.computeIfAbsent(remote, at -> new ArrayDeque<>());
        recent.add(now);
        if (recent.size() > BURST) {
            long first = recent.remove();
            if (now - first < reconnectDelayNs && !jumps) {
                trouble(BURST + 1 + " connects to " + remote + " within " + (now - first) / MS + " ms; the reconnect delay is "
                        + reconnectDelayNs / MS + " ms");
                recent.clear();
            }
        }
    }
}
