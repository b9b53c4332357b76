package io.fenceline.core.host.engine.controller;

import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Failover.Cause;
import io.fenceline.core.host.engine.fence.Story;
import io.fenceline.core.host.engine.path.NamespaceFacts;
import io.fenceline.spi.transport.TransportFault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The subsystem of a controller, as the controller sees it. On the control loop. */
public interface ControllerOwner {
    /**
     * Whether a controller that has just been connected may be one of the subsystem's.
     *
     * @param controller which
     * @param facts what it says of itself
     * @return null: it may; else one line that says why not
     */
    @Nullable
    String refusal(HostController controller, ControllerFacts facts);

    /**
     * It has changed its state; whether it is a path to its namespaces may be another now.
     *
     * @param controller which
     * @param from before
     * @param to now
     * @param why one line
     */
    void onState(HostController controller, ControllerState from, ControllerState to, String why);

    /**
     * Its namespaces are known, or known again.
     *
     * @param controller which
     * @param found all of them
     */
    void onNamespaces(HostController controller, List<NamespaceFacts> found);

    /**
     * The ANA states of its groups are known again, or it can be used less or more than before.
     *
     * @param controller which
     */
    void onPathsChanged(HostController controller);

    /**
     * An attempt to connect it has failed.
     *
     * @param controller which
     * @param failure why; permanent: it will not be tried again
     */
    void onConnectFailed(HostController controller, ConnectFailure failure);

    /**
     * Its held commands were given back.
     *
     * @param controller which
     * @param commands how many
     * @param heldNs for how long after the last byte
     * @param how the name of the policy
     */
    void onReleased(HostController controller, int commands, long heldNs, String how);

    /**
     * The story of a loss has begun, or has ended.
     *
     * @param controller which
     * @param story what happens
     * @param ended whether it is complete
     */
    void onStory(HostController controller, Story story, boolean ended);

    /**
     * A reset that was asked for through it has ended: it takes another one.
     *
     * @param controller which
     */
    void onResetRoom(HostController controller);

    /**
     * It reports that another controller has lost this host.
     *
     * @param controller who reports
     * @param cntlid the other
     * @param ciu its CIU
     */
    void onHostLost(HostController controller, int cntlid, int ciu);

    /**
     * It was lost by a fault that others share.
     *
     * @param controller which
     * @param cause in one word
     * @param fault with its scope
     */
    void onWideFault(HostController controller, Cause cause, TransportFault fault);

    /**
     * Something needs a person's attention.
     *
     * @param controller which
     * @param text one line
     */
    void onAlarm(HostController controller, String text);

    /**
     * The discovery log has changed.
     *
     * @param controller which
     */
    default void onDiscoveryLogChanged(HostController controller) {
    }

    /**
     * It is gone for good; nothing of it is left. The last call.
     *
     * @param controller which
     */
    void onGone(HostController controller);
}
