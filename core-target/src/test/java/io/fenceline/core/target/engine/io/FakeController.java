package io.fenceline.core.target.engine.io;

import io.fenceline.core.target.engine.namespace.NamespaceTable;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** What a queue hears and says. */
final class FakeController implements IoQueueContext {
    NamespaceTable namespaces = NamespaceTable.empty(16);
    int anaStatus = Status.SUCCESS;
    int admission = Status.SUCCESS;
    int fabricsStatus = Status.INVALID_OPCODE | Status.DNR;
    boolean guards = true;
    int lateWrites;
    int traffic;
    int silent;
    int quiesced;
    final List<ErrorEntry> errors = new ArrayList<>();
    final List<RuntimeException> failures = new ArrayList<>();
    final List<TransportFault> faults = new ArrayList<>();
    final IoStatistics statistics = new IoStatistics();

    @Override
    public boolean guardsLateWrites() {
        return guards;
    }

    @Override
    public void onLateWrites(int writes) {
        lateWrites += writes;
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
        return anaStatus;
    }

    @Override
    public int admission() {
        return admission;
    }

    @Override
    public int maxTransferBytes() {
        return FakeQueuePair.MAX_TRANSFER;
    }

    @Override
    public void traffic() {
        traffic++;
    }

    @Override
    public IoStatistics statistics() {
        return statistics;
    }

    @Override
    public int onFabrics(int qid, MemorySegment sqe) {
        return fabricsStatus;
    }

    @Override
    public void onError(ErrorEntry entry) {
        errors.add(entry);
    }

    @Override
    public void onBackendFailure(int nsid, RuntimeException failure) {
        failures.add(failure);
    }

    @Override
    public void onQueueFault(int qid, TransportFault fault) {
        faults.add(fault);
    }

    @Override
    public void onQueueSilent(int qid) {
        silent++;
    }

    @Override
    public void onQueueQuiesced(int qid) {
        quiesced++;
    }
}
