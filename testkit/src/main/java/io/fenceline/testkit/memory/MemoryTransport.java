package io.fenceline.testkit.memory;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.HostTransportProvider;
import io.fenceline.spi.transport.TargetTransport;
import io.fenceline.spi.transport.TargetTransportProvider;
import io.fenceline.spi.transport.TransportContext;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.testkit.Loops;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A fabric in memory: hosts and targets that are opened here reach each other by {@link TransportAddress#memory}. On
 * {@link io.fenceline.testkit.VirtualTime} everything happens on one thread and the same way each time; on
 * {@link io.fenceline.testkit.ThreadLoops} every queue pair has a thread. Keeps the contract of
 * {@link io.fenceline.spi.transport} to the letter and throws when its user does not: calls off the loop, exchanges that
 * have ended, buffers that belong to somebody else.
 */
public final class MemoryTransport {
    private final Loops loops;
    private final BufferLedger ledger = new BufferLedger();
    private final Map<TransportAddress, MemoryTarget.Listening> listeners = new ConcurrentHashMap<>();

    private record Way(String host, TransportAddress address) {
    }

    private final Map<Way, MemoryLink> links = new ConcurrentHashMap<>();
    private final Set<TransportAddress> gonePorts = ConcurrentHashMap.newKeySet();
    private final List<MemoryHost> hosts = new CopyOnWriteArrayList<>();
    private final List<MemoryTarget> targets = new CopyOnWriteArrayList<>();
    private volatile boolean holdsConnects;

    /**
     * An empty fabric.
     *
     * @param loops where loops come from
     */
    public MemoryTransport(Loops loops) {
        this.loops = loops;
    }

    /**
     * The provider of host ends of this fabric.
     *
     * @return a provider
     */
    public HostTransportProvider hostProvider() {
        return hostProvider(null, loops);
    }

    /**
     * The provider of host ends of one host, whose ways to targets have names.
     *
     * @param who as for {@link #link}
     * @param itsLoops where the loops of this host come from; on the same clock
     * @return a provider
     */
    public HostTransportProvider hostProvider(@Nullable String who, Loops itsLoops) {
        return new HostTransportProvider() {
            @Override
            public TransportType type() {
                return TransportType.MEMORY;
            }

            @Override
            public OptionSchema options() {
                return MemoryLimits.SCHEMA;
            }

            @Override
            public HostTransport open(TransportContext context, Options options) {
                MemoryHost host = new MemoryHost(MemoryTransport.this, who, itsLoops, context, MemoryLimits.of(options));
                hosts.add(host);
                return host;
            }
        };
    }

    /**
     * The provider of target ends of this fabric.
     *
     * @return a provider
     */
    public TargetTransportProvider targetProvider() {
        return new TargetTransportProvider() {
            @Override
            public TransportType type() {
                return TransportType.MEMORY;
            }

            @Override
            public OptionSchema options() {
                return MemoryLimits.SCHEMA;
            }

            @Override
            public TargetTransport open(TransportContext context, Options options) {
                MemoryTarget target = new MemoryTarget(MemoryTransport.this, context, MemoryLimits.of(options));
                targets.add(target);
                return target;
            }
        };
    }

    /**
     * Opens a host end.
     *
     * @param options by key, see the provider's {@link HostTransportProvider#options}; may be empty
     * @return the host end
     */
    public HostTransport openHost(Map<String, ?> options) {
        return hostProvider().open(new TransportContext("memory", loops::nowNs), Options.of(MemoryLimits.SCHEMA, options));
    }

    /**
     * Opens a target end.
     *
     * @param options by key, see the provider's {@link TargetTransportProvider#options}; may be empty
     * @return the target end
     */
    public TargetTransport openTarget(Map<String, ?> options) {
        return targetProvider().open(new TransportContext("memory", loops::nowNs), Options.of(MemoryLimits.SCHEMA, options));
    }

    /**
     * Where the buffers of all ends of this fabric are.
     *
     * @return the ledger
     */
    public BufferLedger ledger() {
        return ledger;
    }

    /**
     * The way from a host to an address.
     *
     * @param who as given to {@link #hostProvider(String, Loops)}
     * @param address of a target, whether anybody listens there or not
     * @return always the same for the same way
     */
    public MemoryLink link(String who, TransportAddress address) {
        return links.computeIfAbsent(new Way(who, address), way -> new MemoryLink(this, way.host, way.address));
    }

    void cut(MemoryLink link, TransportFault fault) {
        for (MemoryHost host : hosts) {
            host.side().each((end, loop) -> {
                if (end.link() == link) {
                    Side.runOn(loop, () -> {
                        end.silence();
                        end.fault(fault);
                    });
                }
            });
        }
        for (MemoryTarget target : targets) {
            target.side().each((end, loop) -> {
                if (end.link() == link) {
                    Side.runOn(loop, () -> end.peerGone(fault));
                }
            });
        }
    }

    /** Cuts all connections: both ends hear of it ({@link TransportFault.Kind#NETWORK}), as after a reset. */
    public void cutAll() {
        TransportFault fault = TransportFault.of(TransportFault.Kind.NETWORK, "the connection was cut");
        for (MemoryHost host : hosts) {
            host.side().each((end, loop) -> Side.runOn(loop, () -> {
                end.silence();
                end.fault(fault);
            }));
        }
        for (MemoryTarget target : targets) {
            target.side().each((end, loop) -> Side.runOn(loop, () -> end.peerGone(fault)));
        }
    }

    /** Lets nothing pass on the present connections any more, and tells nobody: half-open on both sides. */
    public void silenceAll() {
        for (MemoryHost host : hosts) {
            host.side().each((end, loop) -> Side.runOn(loop, end::silence));
        }
    }

    /**
     * A remote port goes: nothing passes any more on the connections to it, and the fabric says so to each host end once, by one of them
     * or by the next attempt to connect ({@link TransportFault.Scope#REMOTE_PORT}). The others hear of nothing, and neither does the
     * target.
     *
     * @param address of the port
     */
    public void losePort(TransportAddress address) {
        gonePorts.add(address);
        for (MemoryHost host : hosts) {
            AtomicBoolean told = new AtomicBoolean();
            host.side().each((end, loop) -> {
                if (end.remote().equals(address)) {
                    boolean tells = told.compareAndSet(false, true);
                    Side.runOn(loop, () -> {
                        end.silence();
                        if (tells) {
                            end.fault(gone(address));
                        }
                    });
                }
            });
        }
    }

    /**
     * A remote port comes back.
     *
     * @param address of the port
     */
    public void restorePort(TransportAddress address) {
        gonePorts.remove(address);
    }

    boolean isGone(TransportAddress address) {
        return gonePorts.contains(address);
    }

    static TransportFault gone(TransportAddress address) {
        return TransportFault.of(TransportFault.Scope.REMOTE_PORT, TransportFault.Kind.NETWORK, "the remote port " + address + " has gone");
    }

    /**
     * Lets new connects go unanswered until their deadline, or answers them again.
     *
     * @param hold whether they go unanswered
     */
    public void holdConnects(boolean hold) {
        holdsConnects = hold;
    }

    boolean holdsConnects() {
        return holdsConnects;
    }

    Loops loops() {
        return loops;
    }

    MemoryTarget.@Nullable Listening listening(TransportAddress at) {
        return listeners.get(at);
    }

    boolean listen(TransportAddress at, MemoryTarget.Listening listening) {
        return listeners.putIfAbsent(at, listening) == null;
    }

    void stopListening(TransportAddress at, MemoryTarget who) {
        listeners.computeIfPresent(at, (key, listening) -> listening.transport() == who ? null : listening);
    }

    void stopListening(MemoryTarget who) {
        listeners.values().removeIf(listening -> listening.transport() == who);
    }
}
