package io.fenceline.assembly.host;

import io.fenceline.api.Nqn;
import io.fenceline.api.NvmeException;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.DiscoveryLog;
import io.fenceline.api.host.DiscoverySpec;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.HostIdentity;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.Subsystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/** Turns what a person says into what is to be connected, with the help of a discovery service where he leaves something out. */
public final class SubsystemFinder {
    /** How long a discovery service may take before the next is asked. */
    private static final Duration DISCOVERY_LIMIT = Duration.ofSeconds(10);
    private static final int REFERRALS = 4;

    private final Host host;

    /**
     * Makes one.
     *
     * @param host asks and connects
     */
    public SubsystemFinder(Host host) {
        this.host = host;
    }

    /**
     * What is to be connected. With an NQN: its endpoints, one path each. Without: all ports at which the discovery service there
     * says that the one subsystem is.
     *
     * @param place where
     * @param identity who
     * @param options how
     * @return the wish
     * @throws NvmeException when no service answers (RETRY), or it names no subsystem or several (FAIL)
     */
    public ConnectSpec find(SubsystemPlace place, HostIdentity identity, HostOptions options) {
        Nqn nqn = place.nqn();
        if (nqn != null) {
            return new ConnectSpec(nqn, identity, place.endpoints().stream().map(e -> e.at(SubsystemPlace.IO_PORT)).toList(), options);
        }
        Map<Nqn, Set<TransportAddress>> found = subsystems(place, identity, options);
        if (found.size() != 1) {
            throw new NvmeException(NvmeException.Category.FAIL, place.endpoints().getFirst().at(SubsystemPlace.DISCOVERY_PORT) + ": "
                    + (found.isEmpty()
                            ? "the discovery service names no subsystem for " + identity.nqn() + "; --nqn NQN is wanted"
                            : "the discovery service names " + found.size() + " subsystems; --nqn with one of them is wanted: "
                                    + found.keySet().stream().map(Nqn::value).collect(Collectors.joining(", "))));
        }
        Map.Entry<Nqn, Set<TransportAddress>> only = found.entrySet().iterator().next();
        return new ConnectSpec(only.getKey(), identity, List.copyOf(only.getValue()), options);
    }

    /**
     * All subsystems that discovery services know.
     *
     * @param place where the services are; where no port is named, 8009 is asked, and 4420 when nobody answers there
     * @param identity who asks
     * @param options how connections are made
     * @return addresses by NQN, in the order of the logs
     * @throws NvmeException as {@link #find}
     */
    public Map<Nqn, Set<TransportAddress>> subsystems(SubsystemPlace place, HostIdentity identity, HostOptions options) {
        Map<Nqn, Set<TransportAddress>> found = new LinkedHashMap<>();
        for (SubsystemPlace.Endpoint endpoint : place.endpoints()) {
            for (DiscoveryLog.Entry entry : log(endpoint, identity, options).records()) {
                TransportAddress address = entry.address();
                if (entry.kind() == DiscoveryLog.Kind.NVM && address != null) {
                    found.computeIfAbsent(entry.subsystem(), key -> new LinkedHashSet<>()).add(reachable(address, endpoint));
                }
            }
        }
        return found;
    }

    private DiscoveryLog log(SubsystemPlace.Endpoint endpoint, HostIdentity identity, HostOptions options) {
        DiscoverySpec how = new DiscoverySpec(identity,
                HostOptions.DEFAULTS.change().transportOptions(options.transportOptions()).connectTimeout(options.connectTimeout()).build(),
                Nqn.DISCOVERY, DISCOVERY_LIMIT, REFERRALS);
        try {
            return await(host.discover(endpoint.at(SubsystemPlace.DISCOVERY_PORT), how));
        } catch (NvmeException e) {
            if (endpoint.port() != 0) {
                throw e;
            }
            try {
                return await(host.discover(endpoint.at(SubsystemPlace.IO_PORT), how));
            } catch (NvmeException second) {
                second.addSuppressed(e);
                throw second;
            }
        }
    }

    /** A service that listens everywhere may say so; then it is where it was asked. */
    private static TransportAddress reachable(TransportAddress address, SubsystemPlace.Endpoint asked) {
        boolean everywhere = address.address().equals("0.0.0.0") || address.address().equals("::");
        return everywhere ? TransportAddress.tcp(asked.host(), address.port()) : address;
    }

    /**
     * Waits for a call.
     *
     * @param call bounded by itself
     * @param <T> its result
     * @return its result
     * @throws NvmeException as the call failed
     */
    public static <T> T await(CompletableFuture<T> call) {
        try {
            return call.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof NvmeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /**
     * The namespace that is meant.
     *
     * @param subsystem is connected
     * @param nsid NSID; 0: the only one
     * @return the namespace
     * @throws NvmeException (FAIL) names those that are there
     */
    public static NamespaceHandle namespace(Subsystem subsystem, int nsid) {
        List<NamespaceHandle> all = new ArrayList<>(subsystem.namespaces());
        if (nsid == 0 && all.size() == 1) {
            return all.getFirst();
        }
        return all.stream().filter(namespace -> namespace.nsid() == nsid).findFirst()
                .orElseThrow(() -> new NvmeException(NvmeException.Category.FAIL, subsystem.nqn() + ": "
                        + (all.isEmpty()
                                ? "there is no namespace for this host"
                                : nsid == 0
                                        ? "there are namespaces " + names(all) + "; --nsid with one of them is wanted"
                                        : "there is no namespace " + Integer.toUnsignedString(nsid) + "; there are " + names(all))));
    }

    private static String names(Collection<NamespaceHandle> all) {
        return all.stream().map(namespace -> Integer.toUnsignedString(namespace.nsid())).collect(Collectors.joining(", "));
    }
}
