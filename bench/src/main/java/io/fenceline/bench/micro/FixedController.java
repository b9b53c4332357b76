package io.fenceline.bench.micro;

import io.fenceline.api.Nqn;
import io.fenceline.api.Options;
import io.fenceline.api.target.NamespaceSpec;
import io.fenceline.core.target.backend.MemoryBackendProvider;
import io.fenceline.core.target.backend.NullBackendProvider;
import io.fenceline.core.target.engine.io.ErrorEntry;
import io.fenceline.core.target.engine.io.IoQueueContext;
import io.fenceline.core.target.engine.io.IoStatistics;
import io.fenceline.core.target.engine.namespace.Namespace;
import io.fenceline.core.target.engine.namespace.NamespaceIdentity;
import io.fenceline.core.target.engine.namespace.NamespaceTable;
import io.fenceline.spi.backend.Backend;
import io.fenceline.spi.backend.BackendContext;
import io.fenceline.spi.backend.BackendProvider;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.UUID;

/** A controller with one namespace, enabled and healthy for ever: what an I/O queue sees of one in the steady state. */
final class FixedController implements IoQueueContext {
    static final Nqn SUBSYSTEM = Nqn.of("nqn.2026-01.io.fenceline:micro");
    static final long NAMESPACE_BYTES = 64L << 20;
    static final int BLOCK_BYTES = 512;
    private final NamespaceTable namespaces;

    FixedController(String backend) {
        BackendProvider provider = backend.equals("null") ? new NullBackendProvider() : new MemoryBackendProvider();
        Map<String, Object> options = Map.of("size", NAMESPACE_BYTES);
        NamespaceSpec spec = new NamespaceSpec(1, null, null, null, BLOCK_BYTES, 1, false, backend, options);
        BackendContext context = new BackendContext(backend, new UUID(0, 1), BLOCK_BYTES, System::nanoTime, (task, delayNs) -> {
            throw new IllegalStateException("nothing here waits");
        });
        Backend opened = provider.open(context, Options.of(provider.options(), options));
        namespaces = NamespaceTable.empty(1).with(new Namespace(spec, NamespaceIdentity.of(SUBSYSTEM, spec), opened));
    }

    @Override
    public int cntlid() {
        return 1;
    }

    @Override
    public NamespaceTable namespaces() {
        return namespaces;
    }

    @Override
    public int anaStatus(int anaGroup) {
        return Status.SUCCESS;
    }

    @Override
    public int admission() {
        return Status.SUCCESS;
    }

    @Override
    public int maxTransferBytes() {
        return 1 << 20;
    }

    @Override
    public void traffic() {
        // A real controller notes the time here.
    }

    @Override
    public IoStatistics statistics() {
        return new IoStatistics();
    }

    @Override
    public int onFabrics(int qid, MemorySegment sqe) {
        throw new IllegalStateException("no Fabrics command was sent");
    }

    @Override
    public void onError(ErrorEntry entry) {
        throw new IllegalStateException(entry.toString());
    }

    @Override
    public void onBackendFailure(int nsid, RuntimeException cause) {
        throw cause;
    }

    @Override
    public void onQueueFault(int qid, TransportFault fault) {
        throw new IllegalStateException(fault.toString());
    }

    @Override
    public void onQueueSilent(int qid) {
        // The benchmark ends without an end of the connection.
    }

    @Override
    public void onQueueQuiesced(int qid) {
        // The benchmark ends without an end of the connection.
    }
}
