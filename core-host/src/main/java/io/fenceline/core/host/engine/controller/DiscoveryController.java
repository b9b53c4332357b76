package io.fenceline.core.host.engine.controller;

import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.Failover.Cause;
import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.queue.AdminCall;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.TransportFault;
import io.fenceline.wire.Aec;
import io.fenceline.wire.AsyncEvent;
import io.fenceline.wire.GetLogPageCommand;
import io.fenceline.wire.Lid;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A discovery controller, for one association. It executes nothing that would have to be fenced: when it is lost it is simply gone.
 * On the control loop.
 */
public final class DiscoveryController implements Association.Owner {
    /** How long a controller may take to confirm that it is shut down, when it is left. */
    private static final long DEPARTURE_NS = 500_000_000L;

    /** Hears of it, on the control loop, until {@link DiscoveryController#end}. */
    public interface Owner {
        /**
         * It is enabled.
         *
         * @param maxTransfer bytes that it transfers at once
         * @param notices whether it tells of changes of its log
         */
        void onReady(int maxTransfer, boolean notices);

        /**
         * It was not connected, or is lost. The last call.
         *
         * @param failure why
         */
        void onLost(ConnectFailure failure);

        /** Its log has changed. */
        void onLogChanged();
    }

    /** Hears of the end of a reading. */
    public interface LogDone {
        /**
         * It was read.
         *
         * @param data what was asked for
         */
        void onLog(MemorySegment data);

        /**
         * It was refused.
         *
         * @param why one line
         */
        void onRefused(String why);
    }

    private final ControlLoop control;
    private final ControllerSettings settings;
    private final Association association;
    private final Runnable onGone;
    private @Nullable Owner owner;
    private boolean leaving;

    /**
     * A controller that does nothing before {@link #begin}.
     *
     * @param control the control loop
     * @param transport how
     * @param address where
     * @param settings without I/O queues; with a keep alive the connection is an explicit persistent one
     * @param owner hears of it
     * @param onGone run when nothing of it leaves this end any more, however it ended
     */
    public DiscoveryController(ControlLoop control, HostTransport transport, TransportAddress address, ControllerSettings settings,
            Owner owner, Runnable onGone) {
        this.onGone = onGone;
        this.control = control;
        this.settings = settings;
        this.owner = owner;
        association = new Association(control, transport, address, settings, -1, 0, this);
    }

    /** Connects and enables it. */
    public void begin() {
        association.begin();
    }

    /**
     * Reads a part of the Discovery log page.
     *
     * @param offset in bytes
     * @param bytes how many
     * @param retain RAE
     * @param done hears of it, unless it is lost or left meanwhile
     */
    public void read(long offset, int bytes, boolean retain, LogDone done) {
        association.admin().submit(new AdminCall("Get Log Page, Discovery",
                (sqe, cid) -> GetLogPageCommand.encode(sqe, cid, 0, Lid.DISCOVERY, bytes, offset, retain ? GetLogPageCommand.RAE : 0), null,
                bytes, settings.adminTimeoutNs(), (status, result, data) -> {
                    if (owner == null || Association.isLost(status)) {
                        return;
                    }
                    if (status == Status.SUCCESS) {
                        done.onLog(data);
                    } else {
                        done.onRefused("Get Log Page, Discovery, was answered with " + Status.name(status));
                    }
                }), false);
    }

    /** Leaves it, in good order if it confirms soon. Nothing is heard of it any more. */
    public void end() {
        owner = null;
        if (leaving) {
            return;
        }
        leaving = true;
        if (!association.isReady()) {
            association.end(closed());
            return;
        }
        new Departure(control, association, Departure.Kind.SHUTDOWN, DEPARTURE_NS, () -> association.end(closed()),
                why -> association.end(closed())).begin();
    }

    private static TransportFault closed() {
        return TransportFault.of(TransportFault.Kind.CLOSED, "done");
    }

    @Override
    public void onReady(Association ready) {
        ControllerFacts facts = ready.facts();
        Owner told = owner;
        if (told != null && facts != null) {
            told.onReady(facts.limits().maxTransferBytes(), (facts.oaes() & Aec.DLPCN) != 0);
        }
    }

    @Override
    public void onFailed(Association failed, ConnectFailure failure) {
        tell(failure);
    }

    @Override
    public void onLost(Association lost, Cause cause, TransportFault fault) {
        lost.end(fault);
        tell(new ConnectFailure(fault.detail(), false));
    }

    private void tell(ConnectFailure failure) {
        Owner told = owner;
        owner = null;
        leaving = true;
        if (told != null) {
            told.onLost(failure);
        }
    }

    @Override
    public void onAsyncEvent(Association from, int dw0) {
        Owner told = owner;
        if (told != null && dw0 == AsyncEvent.DISCOVERY_LOG_CHANGE) {
            told.onLogChanged();
        }
    }

    @Override
    public @Nullable String refusal(ControllerFacts facts) {
        return null;
    }

    @Override
    public void onAnaStatus(Association from) {
        // A discovery controller has no namespaces.
    }

    @Override
    public void onSilent(Association association) {
        onGone.run();
    }
}
