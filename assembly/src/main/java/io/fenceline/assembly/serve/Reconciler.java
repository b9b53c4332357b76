package io.fenceline.assembly.serve;

import io.fenceline.api.Nqn;
import io.fenceline.api.Options;
import io.fenceline.api.target.AnaState;
import io.fenceline.api.target.NamespaceSpec;
import io.fenceline.api.target.PortSpec;
import io.fenceline.api.target.ReferralSpec;
import io.fenceline.api.target.SubsystemSpec;
import io.fenceline.api.target.Target;
import io.fenceline.assembly.config.TargetConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Makes a target what a configuration says, with the fewest changes: hosts keep what stays the same. What cannot be done
 * is told, the rest is done, and the next call tries again. One thread at a time.
 */
final class Reconciler {
    /** How long a change may take; a removal waits for commands that run in the back end. */
    private static final Duration CHANGE_LIMIT = Duration.ofSeconds(30);

    private final Target target;
    private final Map<Nqn, SubsystemSpec> subsystems = new LinkedHashMap<>();
    private final Map<Nqn, Map<Integer, NamespaceSpec>> namespaces = new HashMap<>();
    private final Map<Integer, PortSpec> ports = new LinkedHashMap<>();
    private List<ReferralSpec> referrals = List.of();
    private final List<String> failures = new ArrayList<>();

    Reconciler(Target target) {
        this.target = target;
    }

    /**
     * Makes the target what is wished.
     *
     * @param wish the configuration
     * @param transports which transport types there are now; ports of others are left out
     * @param backends which back end types there are now; namespaces of others are left out
     * @return what could not be done, one line each
     */
    List<String> reconcile(TargetConfig wish, Predicate<String> transports, Predicate<String> backends) {
        failures.clear();
        Map<Nqn, SubsystemSpec> wanted = new LinkedHashMap<>();
        for (SubsystemSpec spec : wish.subsystems()) {
            wanted.put(spec.nqn(), spec.withNamespaces(spec.namespaces().stream().filter(n -> backends.test(n.backend())).toList()));
        }
        Map<Integer, PortSpec> wantedPorts = new LinkedHashMap<>();
        wish.ports().stream().filter(port -> transports.test(port.address().type().name()))
                .forEach(port -> wantedPorts.put(port.id(), port));
        removePorts(wantedPorts);
        removeSubsystems(wanted);
        wanted.values().forEach(this::subsystem);
        wantedPorts.values().forEach(this::port);
        if (!referrals.equals(wish.referrals()) && done("referrals", target.setReferrals(wish.referrals()))) {
            referrals = wish.referrals();
        }
        return List.copyOf(failures);
    }

    /** Removes the ports of a transport, and forgets them, so that the next call adds them again. */
    List<String> withoutTransport(String type) {
        failures.clear();
        for (PortSpec port : List.copyOf(ports.values())) {
            if (port.address().type().name().equals(type)) {
                removePort(port.id());
            }
        }
        return List.copyOf(failures);
    }

    /** Removes the namespaces of a back end, and forgets them, so that the next call adds them again. */
    List<String> withoutBackend(String type) {
        failures.clear();
        namespaces.forEach((nqn, there) -> {
            for (NamespaceSpec namespace : List.copyOf(there.values())) {
                if (namespace.backend().equals(type)) {
                    removeNamespace(nqn, namespace.nsid());
                }
            }
        });
        return List.copyOf(failures);
    }

    private boolean done(String what, CompletionStage<Void> change) {
        try {
            change.toCompletableFuture().get(CHANGE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            failures.add(what + ": not done within " + CHANGE_LIMIT.toSeconds() + " s; it goes on");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            failures.add(what + ": " + (cause.getMessage() == null ? cause.toString() : cause.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failures.add(what + ": interrupted");
        }
        return false;
    }

    private void removePorts(Map<Integer, PortSpec> wanted) {
        for (PortSpec port : List.copyOf(ports.values())) {
            PortSpec next = wanted.get(port.id());
            boolean same = next != null && next.address().equals(port.address()) && next.subsystems().equals(port.subsystems())
                    && next.discovery() == port.discovery();
            if (!same) {
                removePort(port.id());
            }
        }
    }

    private void removePort(int id) {
        if (done("port " + id, target.removePort(id))) {
            ports.remove(id);
        }
    }

    /** What of a subsystem cannot be changed while it is there. */
    private static SubsystemSpec fixed(SubsystemSpec spec) {
        return spec.withNamespaces(List.of()).withHosts(Set.of()).withAnyHost(false);
    }

    private void removeSubsystems(Map<Nqn, SubsystemSpec> wanted) {
        for (SubsystemSpec subsystem : List.copyOf(subsystems.values())) {
            SubsystemSpec next = wanted.get(subsystem.nqn());
            if ((next == null || !fixed(next).equals(fixed(subsystem)))
                    && done("subsystem " + subsystem.nqn(), target.removeSubsystem(subsystem.nqn()))) {
                subsystems.remove(subsystem.nqn());
                namespaces.remove(subsystem.nqn());
            }
        }
    }

    private void subsystem(SubsystemSpec wanted) {
        Nqn nqn = wanted.nqn();
        SubsystemSpec there = subsystems.get(nqn);
        if (there == null) {
            if (done("subsystem " + nqn, target.addSubsystem(wanted))) {
                subsystems.put(nqn, wanted);
                Map<Integer, NamespaceSpec> added = new LinkedHashMap<>();
                wanted.namespaces().forEach(namespace -> added.put(namespace.nsid(), namespace));
                namespaces.put(nqn, added);
            }
            return;
        }
        if (fixed(there).equals(fixed(wanted))) {
            namespaces(nqn, wanted.namespaces());
            hosts(there, wanted);
        }
    }

    private static NamespaceSpec withoutSize(NamespaceSpec spec) {
        Map<String, Object> options = new HashMap<>(spec.backendOptions());
        options.remove("size");
        return new NamespaceSpec(spec.nsid(), spec.uuid(), spec.nguid(), spec.eui64(), spec.blockSize(), spec.anaGroup(), spec.readOnly(),
                spec.backend(), options);
    }

    private void removeNamespace(Nqn nqn, int nsid) {
        if (done("namespace " + nsid + " of " + nqn, target.removeNamespace(nqn, nsid))) {
            namespaces.getOrDefault(nqn, new HashMap<>()).remove(nsid);
        }
    }

    private void namespaces(Nqn nqn, List<NamespaceSpec> wanted) {
        Map<Integer, NamespaceSpec> there = namespaces.computeIfAbsent(nqn, key -> new LinkedHashMap<>());
        Map<Integer, NamespaceSpec> next = new LinkedHashMap<>();
        wanted.forEach(namespace -> next.put(namespace.nsid(), namespace));
        for (NamespaceSpec old : List.copyOf(there.values())) {
            NamespaceSpec other = next.get(old.nsid());
            if (other == null || !withoutSize(other).equals(withoutSize(old))) {
                removeNamespace(nqn, old.nsid());
            }
        }
        for (NamespaceSpec namespace : wanted) {
            String what = "namespace " + namespace.nsid() + " of " + nqn;
            NamespaceSpec old = there.get(namespace.nsid());
            if (old == null) {
                if (done(what, target.addNamespace(nqn, namespace))) {
                    there.put(namespace.nsid(), namespace);
                }
            } else if (!old.equals(namespace) && withoutSize(old).equals(withoutSize(namespace))) {
                String size = String.valueOf(namespace.backendOptions().get("size"));
                if (done(what, target.resizeNamespace(nqn, namespace.nsid(), Options.parseSize(size)))) {
                    there.put(namespace.nsid(), namespace);
                }
            }
        }
    }

    private void hosts(SubsystemSpec there, SubsystemSpec wanted) {
        Nqn nqn = wanted.nqn();
        boolean all = true;
        for (Nqn host : wanted.hosts()) {
            all &= there.hosts().contains(host) || done("host " + host + " of " + nqn, target.allowHost(nqn, host));
        }
        for (Nqn host : there.hosts()) {
            all &= wanted.hosts().contains(host) || done("host " + host + " of " + nqn, target.disallowHost(nqn, host));
        }
        all &= there.allowAnyHost() == wanted.allowAnyHost()
                || done("allowAnyHost of " + nqn, target.allowAnyHost(nqn, wanted.allowAnyHost()));
        if (all) {
            subsystems.put(nqn, wanted);
        }
    }

    private void port(PortSpec wanted) {
        PortSpec there = ports.get(wanted.id());
        if (there == null) {
            if (done("port " + wanted.id(), target.addPort(wanted))) {
                ports.put(wanted.id(), wanted);
            }
            return;
        }
        boolean all = true;
        Set<Integer> groups = new TreeSet<>(there.ana().keySet());
        groups.addAll(wanted.ana().keySet());
        for (int group : groups) {
            AnaState next = wanted.ana().getOrDefault(group, AnaState.OPTIMIZED);
            boolean same = there.ana().getOrDefault(group, AnaState.OPTIMIZED) == next;
            all &= same || done("ANA group " + group + " of port " + wanted.id(), target.setAnaState(wanted.id(), group, next));
        }
        if (all) {
            ports.put(wanted.id(), wanted);
        }
    }
}
