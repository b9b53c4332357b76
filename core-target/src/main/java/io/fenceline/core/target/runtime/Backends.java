package io.fenceline.core.target.runtime;

import io.fenceline.core.conductor.Conductor;

import io.fenceline.api.Nqn;
import io.fenceline.api.NvmeException;
import io.fenceline.api.Options;
import io.fenceline.api.target.NamespaceSpec;
import io.fenceline.core.target.engine.namespace.Namespace;
import io.fenceline.core.target.engine.namespace.NamespaceIdentity;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendContext;
import io.fenceline.spi.backend.BackendProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens, resizes and closes back ends where blocking is allowed, and comes back to the conductor. */
final class Backends {
    private final Conductor conductor;
    private final Map<String, BackendProvider> providers;

    Backends(Conductor conductor, Map<String, BackendProvider> providers) {
        this.conductor = conductor;
        this.providers = providers;
    }

    /**
     * Opens the back ends of some namespaces, all or none.
     *
     * @param then on the conductor, with the namespaces or with what went wrong
     */
    void open(Nqn subsystem, List<NamespaceSpec> specs, BiConsumer<List<Namespace>, @Nullable Throwable> then) {
        blocking(() -> {
            List<Namespace> opened = new ArrayList<>();
            try {
                for (NamespaceSpec spec : specs) {
                    opened.add(open(subsystem, spec));
                }
            } catch (RuntimeException | Error e) {
                opened.forEach(namespace -> namespace.backend().close());
                throw e;
            }
            return opened;
        }, (opened, failure) -> then.accept(opened == null ? List.of() : opened, failure));
    }

    private Namespace open(Nqn subsystem, NamespaceSpec spec) {
        String where = "namespace " + spec.nsid() + " of " + subsystem;
        BackendProvider provider = providers.get(spec.backend());
        if (provider == null) {
            throw new NvmeException(NvmeException.Category.FAIL,
                    where + ": back end '" + spec.backend() + "' is not known; known are " + String.join(", ", providers.keySet()));
        }
        NamespaceIdentity identity = NamespaceIdentity.of(subsystem, spec);
        BackendContext context = new BackendContext(where, identity.uuid(), spec.blockSize(), conductor::nowNs, this::later,
                providers::get);
        Backend backend = provider.open(context, Options.of(provider.options(), spec.backendOptions()));
        if (backend.sizeBytes() < spec.blockSize()) {
            backend.close();
            throw new NvmeException(NvmeException.Category.FAIL,
                    where + ": size " + backend.sizeBytes() + " is not valid; at least one block of " + spec.blockSize() + " is wanted");
        }
        return new Namespace(spec, identity, backend);
    }

    private void later(Runnable task, long delayNs) {
        conductor.execute(() -> conductor.schedule(task, delayNs));
    }

    /** Changes a size; then comes back to the conductor. */
    void resize(Namespace namespace, long bytes, BiConsumer<@Nullable Void, @Nullable Throwable> then) {
        blocking(() -> {
            namespace.resize(bytes);
            return null;
        }, then);
    }

    /** Waits until nothing uses the namespaces any more, closes their back ends, then comes back to the conductor. */
    void close(List<Namespace> namespaces, BiConsumer<@Nullable Void, @Nullable Throwable> then) {
        int[] left = {namespaces.size()};
        if (left[0] == 0) {
            then.accept(null, null);
            return;
        }
        Throwable[] first = new Throwable[1];
        for (Namespace namespace : namespaces) {
            namespace.retire(() -> blocking(() -> {
                namespace.backend().close();
                return null;
            }, (nothing, failure) -> {
                if (failure != null && first[0] == null) {
                    first[0] = failure;
                }
                if (--left[0] == 0) {
                    then.accept(null, first[0]);
                }
            }));
        }
    }

    private <T> void blocking(Supplier<@Nullable T> work, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        conductor.blocking().execute(() -> {
            try {
                T value = work.get();
                conductor.execute(() -> then.accept(value, null));
            } catch (RuntimeException | Error e) {
                conductor.execute(() -> then.accept(null, e));
            }
        });
    }
}
