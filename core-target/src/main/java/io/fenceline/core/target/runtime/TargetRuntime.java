package io.fenceline.core.target.runtime;

import io.fenceline.core.conductor.Conductor;
import io.fenceline.core.conductor.ControlLoop;

import io.fenceline.api.Nqn;
import io.fenceline.api.NvmeException;
import io.fenceline.api.TransportType;
import io.fenceline.api.target.AnaState;
import io.fenceline.api.target.AssociationEnd;
import io.fenceline.api.target.NamespaceSpec;
import io.fenceline.api.target.PortSpec;
import io.fenceline.api.target.ReferralSpec;
import io.fenceline.api.target.SubsystemSpec;
import io.fenceline.api.target.Target;
import io.fenceline.api.target.View;
import io.fenceline.core.target.engine.PortBinding;
import io.fenceline.core.target.engine.TargetModel;
import io.fenceline.core.target.engine.controller.Controller;
import io.fenceline.core.target.engine.namespace.Namespace;
import io.fenceline.core.target.engine.subsystem.AnaStates;
import io.fenceline.core.target.engine.subsystem.Port;
import io.fenceline.core.target.engine.subsystem.Subsystem;
import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.spi.transport.TargetTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A target: the engines, driven by a conductor, with back ends and transports from outside. The conductor and the
 * transports belong to whoever made them; they are closed after the target: target, transports, conductor.
 */
public final class TargetRuntime implements Target {
    private final Conductor conductor;
    private final Map<TransportType, TargetTransport> transports;
    private final TargetModel model;
    private final Backends backends;
    private final long idSeed;
    private final SerialChanges changes = new SerialChanges();
    private final Map<Integer, PortBinding> bindings = new HashMap<>();
    private @Nullable CompletableFuture<Void> closed;
    private volatile @Nullable View last;
    private volatile @Nullable List<AssociationEnd> lastEnds;

    /**
     * Makes a target that serves nothing yet.
     *
     * @param conductor runs all control state
     * @param backendProviders by type; looked up when a namespace is added, so that the map may change
     * @param transports by type, open; likewise
     * @param settings what it is told once
     */
    public TargetRuntime(Conductor conductor, Map<String, BackendProvider> backendProviders, Map<TransportType, TargetTransport> transports,
            TargetSettings settings) {
        this(conductor, backendProviders, transports, settings, TargetSurroundings.system());
    }

    /**
     * Makes a target that serves nothing yet, with random numbers and a time of day of its own.
     *
     * @param conductor runs all control state
     * @param backendProviders by type; looked up when a namespace is added, so that the map may change
     * @param transports by type, open; likewise
     * @param settings what it is told once
     * @param surroundings where random numbers and the time of day come from, and who hears of what happens
     */
    public TargetRuntime(Conductor conductor, Map<String, BackendProvider> backendProviders, Map<TransportType, TargetTransport> transports,
            TargetSettings settings, TargetSurroundings surroundings) {
        this.conductor = conductor;
        this.transports = transports;
        String version = settings.version();
        model = new TargetModel(conductor, settings.limits(), settings.discoveryNqn(), settings.discoveryGeneration(),
                settings.idSeed(), version.substring(0, Math.min(8, version.length())), surroundings.random(),
                surroundings.wallClockMs(), surroundings.reports(), surroundings.alarms());
        backends = new Backends(conductor, backendProviders);
        idSeed = settings.idSeed();
    }

    // ---- subsystems and namespaces ----

    @Override
    public CompletionStage<Void> addSubsystem(SubsystemSpec spec) {
        return change(spec.nqn(), done -> {
            if (model.subsystem(spec.nqn()) != null || spec.nqn().equals(Nqn.DISCOVERY) || spec.nqn().equals(model.discovery().nqn())) {
                throw fail("subsystem " + spec.nqn() + " is there already");
            }
            List<Integer> nsids = new ArrayList<>();
            for (NamespaceSpec namespace : spec.namespaces()) {
                check(spec, namespace);
                if (nsids.contains(namespace.nsid())) {
                    throw fail("namespace " + namespace.nsid() + " of " + spec.nqn() + " is given twice");
                }
                nsids.add(namespace.nsid());
            }
            backends.open(spec.nqn(), spec.namespaces(), (opened, failure) -> {
                if (refused(opened, failure, done)) {
                    return;
                }
                opened.forEach(namespace -> judge(spec, namespace));
                Subsystem subsystem = Subsystem.nvm(spec, idSeed);
                for (Namespace namespace : opened) {
                    subsystem.namespaces(subsystem.namespaces().with(namespace));
                }
                model.add(subsystem);
                done.complete(null);
            });
        });
    }

    @Override
    public CompletionStage<Void> removeSubsystem(Nqn nqn) {
        return change(nqn, done -> {
            Subsystem subsystem = subsystem(nqn);
            model.close(subsystem);
            model.whenGone(controller -> controller.subsystem() == subsystem, () -> {
                List<Namespace> namespaces = subsystem.namespaces().active();
                backends.close(namespaces, (nothing, failure) -> {
                    model.remove(subsystem);
                    complete(done, failure);
                });
            });
        });
    }

    @Override
    public CompletionStage<Void> addNamespace(Nqn nqn, NamespaceSpec spec) {
        return change(nqn, done -> {
            Subsystem subsystem = subsystem(nqn);
            check(subsystem.spec(), spec);
            if (subsystem.namespaces().get(spec.nsid()) != null) {
                throw fail("namespace " + spec.nsid() + " of " + nqn + " is there already");
            }
            backends.open(nqn, List.of(spec), (opened, failure) -> {
                if (refused(opened, failure, done)) {
                    return;
                }
                judge(subsystem.spec(), opened.getFirst());
                subsystem.namespaces(subsystem.namespaces().with(opened.getFirst()));
                model.namespaceChanged(subsystem, spec.nsid());
                done.complete(null);
            });
        });
    }

    @Override
    public CompletionStage<Void> removeNamespace(Nqn nqn, int nsid) {
        return change(nqn, done -> {
            Subsystem subsystem = subsystem(nqn);
            Namespace namespace = namespace(subsystem, nsid);
            subsystem.namespaces(subsystem.namespaces().without(nsid));
            model.namespaceChanged(subsystem, nsid);
            backends.close(List.of(namespace), (nothing, failure) -> complete(done, failure));
        });
    }

    @Override
    public CompletionStage<Void> resizeNamespace(Nqn nqn, int nsid, long bytes) {
        return change(nqn, done -> {
            Subsystem subsystem = subsystem(nqn);
            Namespace namespace = namespace(subsystem, nsid);
            if (bytes <= 0 || bytes % namespace.spec().blockSize() != 0) {
                throw fail("size of namespace " + nsid + " of " + nqn + ": " + bytes + " is not valid; a multiple of "
                        + namespace.spec().blockSize() + " is wanted");
            }
            backends.resize(namespace, bytes, (nothing, failure) -> {
                if (failure == null) {
                    model.namespaceChanged(subsystem, nsid);
                }
                complete(done, failure);
            });
        });
    }

    /** The promise of CQT stands on what back ends say of themselves. */
    private void judge(SubsystemSpec subsystem, Namespace namespace) {
        long drainMs = namespace.backend().capabilities().drainMs();
        if (subsystem.cqtMs() > 0 && drainMs > subsystem.cqtMs()) {
            model.alarm("namespace " + namespace.nsid() + " of " + subsystem.nqn() + ": its back end may need " + drainMs
                    + " ms to end its requests, and hosts are promised " + subsystem.cqtMs() + " ms (CQT)");
        }
    }

    /** Whether what was opened cannot be used: then it is closed again, and the change fails. */
    private boolean refused(List<Namespace> opened, @Nullable Throwable failure, CompletableFuture<Void> done) {
        Throwable why = failure;
        if (why == null) {
            why = closed == null ? duplicate(opened) : new NvmeException(NvmeException.Category.FATAL, "the target is closed");
        }
        if (why == null) {
            return false;
        }
        Throwable cause = why;
        backends.close(opened, (nothing, closing) -> done.completeExceptionally(cause));
        return true;
    }

    private static void check(SubsystemSpec subsystem, NamespaceSpec spec) {
        String where = "namespace " + spec.nsid() + " of " + subsystem.nqn() + ": ";
        if (spec.nsid() < 1 || spec.nsid() > subsystem.maxNamespaces()) {
            throw fail(where + "nsid is not valid; 1 to " + subsystem.maxNamespaces() + " is wanted");
        }
        if (spec.blockSize() != 512 && spec.blockSize() != 4096) {
            throw fail(where + "block size " + spec.blockSize() + " is not valid; 512 or 4096 is wanted");
        }
        if (spec.anaGroup() < 1 || spec.anaGroup() > subsystem.anaGroups()) {
            throw fail(where + "ANA group " + spec.anaGroup() + " is not valid; 1 to " + subsystem.anaGroups() + " is wanted");
        }
    }

    /** Hosts tell namespaces apart by these identifiers: two with the same one would be taken for one disk. */
    private @Nullable RuntimeException duplicate(List<Namespace> added) {
        List<Namespace> all = new ArrayList<>(added);
        model.subsystems().forEach(subsystem -> all.addAll(subsystem.namespaces().active()));
        for (Namespace one : added) {
            for (Namespace other : all) {
                boolean same = one.identity().uuid().equals(other.identity().uuid())
                        || one.identity().nguid().equals(other.identity().nguid())
                        || one.identity().eui64().equals(other.identity().eui64());
                if (one != other && same) {
                    return fail("namespace " + one.nsid() + ": its UUID, NGUID or EUI64 is another namespace's: " + one.identity());
                }
            }
        }
        return null;
    }

    // ---- ports ----

    @Override
    public CompletionStage<Void> addPort(PortSpec spec) {
        return change(spec.id(), done -> {
            TargetTransport transport = transports.get(spec.address().type());
            if (transport == null) {
                throw fail(
                        "port " + spec.id() + ": transport '" + spec.address().type() + "' is not known; known are " + transports.keySet());
            }
            if (model.port(spec.id()) != null) {
                throw fail("port " + spec.id() + " is there already");
            }
            for (Port other : model.ports()) {
                if (other.spec().address().equals(spec.address()) && !spec.address().service().equals("0")) {
                    throw fail("port " + spec.id() + ": address " + spec.address() + " is that of port " + other.id());
                }
            }
            spec.ana().keySet().forEach(group -> checkGroup(spec.id(), group));
            Port port = new Port(spec, transport.capabilities());
            PortBinding binding = new PortBinding(model, port, transport);
            bindings.put(spec.id(), binding);
            model.add(port);
            binding.start();
            done.complete(null);
        });
    }

    @Override
    public CompletionStage<Void> removePort(int id) {
        return change(id, done -> removePort(port(id), done));
    }

    private void removePort(Port port, CompletableFuture<Void> done) {
        model.close(port);
        PortBinding binding = bindings.remove(port.id());
        if (binding != null) {
            binding.stop();
        }
        model.whenGone(controller -> controller.port() == port, () -> {
            model.remove(port);
            done.complete(null);
        });
    }

    @Override
    public CompletionStage<Void> setAnaState(int id, int group, AnaState state) {
        return change(id, done -> {
            Port port = port(id);
            checkGroup(id, group);
            if (port.ana().set(group, state)) {
                model.anaChanged(port, group);
            }
            done.complete(null);
        });
    }

    private static void checkGroup(int port, int group) {
        if (group < 1 || group > AnaStates.MAX_GROUP) {
            throw fail("port " + port + ": ANA group " + group + " is not valid; 1 to "
                    + AnaStates.MAX_GROUP + " is wanted");
        }
    }

    // ---- hosts and referrals ----

    @Override
    public CompletionStage<Void> allowHost(Nqn nqn, Nqn host) {
        return change(nqn, done -> {
            Subsystem subsystem = subsystem(nqn);
            boolean before = subsystem.allows(host);
            subsystem.hosts().add(host);
            if (!before) {
                model.discoveryChanged(host::equals);
            }
            done.complete(null);
        });
    }

    @Override
    public CompletionStage<Void> disallowHost(Nqn nqn, Nqn host) {
        return change(nqn, done -> {
            Subsystem subsystem = subsystem(nqn);
            subsystem.hosts().remove(host);
            endDisallowed(subsystem, host::equals, done);
        });
    }

    @Override
    public CompletionStage<Void> allowAnyHost(Nqn nqn, boolean any) {
        return change(nqn, done -> {
            Subsystem subsystem = subsystem(nqn);
            if (!subsystem.anyHost(any)) {
                done.complete(null);
            } else if (any) {
                model.discoveryChanged(host -> !subsystem.hosts().contains(host));
                done.complete(null);
            } else {
                endDisallowed(subsystem, host -> true, done);
            }
        });
    }

    /** Those of some hosts that are not allowed any more lose their entries and their controllers. */
    private void endDisallowed(Subsystem subsystem, Predicate<Nqn> hosts, CompletableFuture<Void> done) {
        Predicate<Nqn> out = host -> hosts.test(host) && !subsystem.allows(host);
        model.discoveryChanged(out);
        Predicate<Controller> which = controller -> controller.subsystem() == subsystem && out.test(controller.hostNqn());
        model.end(which, "its host is not allowed any more");
        model.whenGone(which, () -> done.complete(null));
    }

    @Override
    public CompletionStage<Void> setReferrals(List<ReferralSpec> referrals) {
        return change("referrals", done -> {
            model.referrals(referrals);
            done.complete(null);
        });
    }

    // ---- the whole ----

    @Override
    public CompletionStage<Void> fail(Nqn subsystem, int cntlid) {
        return change(subsystem, done -> {
            Controller controller = model.controller(subsystem(subsystem), cntlid);
            if (controller == null) {
                throw fail("controller " + cntlid + " of " + subsystem + " is not there");
            }
            controller.breakDown();
            done.complete(null);
        });
    }

    @Override
    public List<AssociationEnd> associationEnds() {
        return ask(model::associationEnds, lastEnds);
    }

    @Override
    public View view() {
        return ask(model::view, last);
    }

    /** Asks the conductor; if it is closed, what it said last. */
    private <T> T ask(Supplier<T> question, @Nullable T before) {
        if (conductor.inConductor()) {
            return question.get();
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            conductor.execute(() -> result.complete(question.get()));
        } catch (RejectedExecutionException e) {
            if (before == null) {
                throw new NvmeException(NvmeException.Category.FATAL, "the target's conductor is closed", e);
            }
            return before;
        }
        return result.join();
    }

    @Override
    public CompletionStage<Void> close(Duration grace) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        try {
            conductor.execute(() -> {
                var _ = closeNow(grace).whenComplete((nothing, failure) -> complete(result, failure));
            });
        } catch (RejectedExecutionException e) {
            result.complete(null);
        }
        return result;
    }

    private static void complete(CompletableFuture<Void> result, @Nullable Throwable failure) {
        if (failure == null) {
            result.complete(null);
        } else {
            result.completeExceptionally(failure);
        }
    }

    private CompletableFuture<Void> closeNow(Duration grace) {
        if (closed != null) {
            return closed;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        closed = done;
        for (Port port : List.copyOf(model.ports())) {
            removePort(port, new CompletableFuture<>());
        }
        model.end(controller -> true, "the target is closed");
        ControlLoop.Timer[] late = {conductor.schedule(() -> {
            List<String> left = model.controllers().stream().map(c -> c + " (" + c.view().outstanding() + " commands, oldest "
                    + c.view().oldestMs() + " ms)").toList();
            done.completeExceptionally(new NvmeException(NvmeException.Category.RETRY,
                    "the target could not be closed within " + grace.toMillis() + " ms; commands still run in back ends of " + left));
        }, grace.toNanos())};
        model.whenGone(controller -> true, () -> {
            List<Namespace> namespaces = new ArrayList<>();
            model.subsystems().forEach(subsystem -> namespaces.addAll(subsystem.namespaces().active()));
            backends.close(namespaces, (nothing, failure) -> {
                late[0].cancel();
                last = model.view();
                lastEnds = model.associationEnds();
                complete(done, failure);
            });
        });
        return done;
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(5)).toCompletableFuture().join();
    }

    private CompletionStage<Void> change(Object key, Consumer<CompletableFuture<Void>> change) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        try {
            conductor.execute(() -> {
                if (closed != null) {
                    result.completeExceptionally(new NvmeException(NvmeException.Category.FATAL, "the target is closed"));
                } else {
                    changes.run(key, result, done -> {
                        if (closed != null) {
                            throw new NvmeException(NvmeException.Category.FATAL, "the target is closed"); // while it waited for its turn
                        }
                        change.accept(done);
                    });
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new NvmeException(NvmeException.Category.FATAL, "the target's conductor is closed", e));
        }
        return result;
    }

    private Subsystem subsystem(Nqn nqn) {
        Subsystem subsystem = model.subsystem(nqn);
        if (subsystem == null) {
            throw fail("subsystem " + nqn + " is not there");
        }
        return subsystem;
    }

    private static Namespace namespace(Subsystem subsystem, int nsid) {
        Namespace namespace = subsystem.namespaces().get(nsid);
        if (namespace == null) {
            throw fail("namespace " + nsid + " of " + subsystem.nqn() + " is not there");
        }
        return namespace;
    }

    private Port port(int id) {
        Port port = model.port(id);
        if (port == null) {
            throw fail("port " + id + " is not there");
        }
        return port;
    }

    private static NvmeException fail(String message) {
        return new NvmeException(NvmeException.Category.FAIL, message);
    }
}
