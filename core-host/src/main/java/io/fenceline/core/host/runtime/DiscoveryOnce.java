package io.fenceline.core.host.runtime;

import io.fenceline.api.NvmeException;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.ConnectException;
import io.fenceline.api.host.DeadlineException;
import io.fenceline.api.host.DiscoveryLog;
import io.fenceline.api.host.DiscoverySpec;
import io.fenceline.api.host.HostException;
import io.fenceline.api.host.HostException.Outcome;
import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.discovery.ServiceTree;
import io.fenceline.wire.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One reading of a discovery service and its referrals. On the control loop. */
final class DiscoveryOnce {
    private final TransportAddress address;
    private final CompletableFuture<DiscoveryLog> done;
    private final ServiceConnections connections;
    private final Runnable onEnd;
    private ControlLoop.@Nullable Timer deadline;

    DiscoveryOnce(HostRuntime host, TransportAddress address, DiscoverySpec spec, CompletableFuture<DiscoveryLog> done, Runnable onEnd) {
        this.address = address;
        this.done = done;
        this.onEnd = onEnd;
        connections = new ServiceConnections(host, address, spec, ServiceTree.Mode.ONCE, this::settled);
        deadline = host.control().schedule(this::late, spec.timeout().toNanos());
    }

    void start() {
        connections.start();
    }

    private void settled() {
        ServiceTree tree = connections.tree();
        if (tree.isRead()) {
            end(tree.log());
        } else {
            String text = address + ": " + tree.failure();
            fail(tree.isRefused()
                    ? new HostException(NvmeException.Category.FAIL, text, Status.HOST_PATHING_ERROR, Outcome.NOT_EXECUTED, null)
                    : new ConnectException(text, Status.HOST_PATHING_ERROR, Outcome.NOT_EXECUTED));
        }
    }

    /** What was read is worth more than nothing. */
    private void late() {
        deadline = null;
        ServiceTree tree = connections.tree();
        if (!tree.isRead()) {
            fail(new DeadlineException(address + ": no answer in time", Status.ABORTED_BY_HOST, Outcome.NOT_EXECUTED));
            return;
        }
        DiscoveryLog log = tree.log();
        List<String> problems = new ArrayList<>(log.problems());
        for (TransportAddress service : tree.unfinished()) {
            problems.add(service + ": no answer in time");
        }
        end(new DiscoveryLog(log.generation(), log.records(), problems));
    }

    private void end(DiscoveryLog log) {
        close();
        done.complete(log);
    }

    private void fail(HostException failure) {
        close();
        done.completeExceptionally(failure);
    }

    /** The caller does not want it any more, or the host is closed. */
    void giveUp() {
        fail(new ConnectException(address + ": given up before it was read", Status.ABORTED_BY_HOST, Outcome.NOT_EXECUTED));
    }

    private void close() {
        if (deadline != null) {
            deadline.cancel();
        }
        connections.close();
        onEnd.run();
    }
}
