package io.fenceline.core.host.engine.controller;

import io.fenceline.api.host.Failover.Cause;
import io.fenceline.core.host.engine.fence.CrossResets;
import io.fenceline.core.host.engine.path.NamespaceFacts;
import io.fenceline.spi.transport.TransportFault;
import java.util.List;

/** Carries what a live controller says of itself and of others to those whom it concerns. On the control loop. */
final class ControllerNews implements LogReader.Owner {
    private final HostController controller;
    private final CrossResets resets;
    private final ControllerOwner owner;

    ControllerNews(HostController controller, CrossResets resets, ControllerOwner owner) {
        this.controller = controller;
        this.resets = resets;
        this.owner = owner;
    }

    @Override
    public void onAna(AnaStates states) {
        owner.onPathsChanged(controller);
    }

    @Override
    public void onNamespaces(List<NamespaceFacts> found) {
        owner.onNamespaces(controller, found);
    }

    @Override
    public void onTrouble(Cause cause, String what) {
        controller.lose(cause, TransportFault.of(TransportFault.Kind.PROTOCOL, what));
    }

    @Override
    public void onResetCompleted() {
        resets.onEvent();
    }

    @Override
    public void onHostLost(int cntlid, int ciu) {
        owner.onHostLost(controller, cntlid, ciu);
    }
}
