package io.fenceline.core.host.engine;

import io.fenceline.api.host.AnaAccess;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Failover.Cause;
import io.fenceline.api.host.HostEvent.NamespaceChange;
import io.fenceline.core.host.engine.controller.ConnectFailure;
import io.fenceline.core.host.engine.controller.HostController;
import io.fenceline.core.host.engine.fence.Story;
import io.fenceline.core.host.engine.path.NamespaceFacts;
import io.fenceline.core.host.engine.path.NamespaceHead;
import io.fenceline.spi.transport.TransportFault;
import org.jspecify.annotations.Nullable;

/** What the runtime hears of a subsystem. On the control loop. */
public interface SubsystemListener {
    /**
     * A controller has changed its state.
     *
     * @param controller which
     * @param from before
     * @param to now
     * @param why one line
     */
    void onState(HostController controller, ControllerState from, ControllerState to, String why);

    /**
     * An ANA group has another state than before.
     *
     * @param controller through which
     * @param group ANAGRPID
     * @param state now
     */
    void onAna(HostController controller, int group, AnaAccess state);

    /**
     * A namespace came, changed or went.
     *
     * @param head which
     * @param change what happened
     */
    void onNamespace(NamespaceHead head, NamespaceChange change);

    /**
     * A controller is live, and its namespaces are known.
     *
     * @param controller which
     */
    void onScanned(HostController controller);

    /**
     * An attempt has failed.
     *
     * @param controller which
     * @param failure why
     */
    void onConnectFailed(HostController controller, ConnectFailure failure);

    /**
     * Held commands were given back.
     *
     * @param controller whose
     * @param commands how many
     * @param heldNs for how long
     * @param how by which policy
     */
    void onReleased(HostController controller, int commands, long heldNs, String how);

    /**
     * The story of a loss has begun, or has ended.
     *
     * @param controller whose
     * @param story what happens
     * @param ended whether it is complete
     */
    void onStory(HostController controller, Story story, boolean ended);

    /**
     * A controller was lost by a fault that others share.
     *
     * @param controller which
     * @param cause in one word
     * @param fault with its scope
     */
    void onWideFault(HostController controller, Cause cause, TransportFault fault);

    /**
     * Something needs a person's attention.
     *
     * @param controller its number; -1: none
     * @param text one line
     */
    void onAlarm(int controller, String text);

    /**
     * A controller is gone.
     *
     * @param controller which
     */
    void onGone(HostController controller);

    /**
     * Looks for another namespace anywhere in the host that claims to be the same.
     *
     * @param facts of a namespace of this subsystem
     * @return null: none; else one line that names the other
     */
    @Nullable
    String clash(NamespaceFacts facts);
}
