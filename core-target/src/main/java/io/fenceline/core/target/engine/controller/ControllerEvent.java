package io.fenceline.core.target.engine.controller;

import io.fenceline.wire.Aec;
import io.fenceline.wire.AsyncEvent;

/** The asynchronous events that this target sends (NVM Express Base 2.1, 5.1.2.1). */
public enum ControllerEvent {
    /** Error status: Persistent Internal Error. A Linux host resets the controller. No configuration masks it. */
    PERSISTENT_INTERNAL_ERROR(AsyncEvent.PERSISTENT_INTERNAL_ERROR, 0),
    /** Error status: Transient Internal Error. */
    TRANSIENT_INTERNAL_ERROR(AsyncEvent.TRANSIENT_INTERNAL_ERROR, 0),
    /** Notice: Cross-Controller Reset Completed. Before other notices: commands are held until it comes. */
    CROSS_CONTROLLER_RESET_COMPLETED(AsyncEvent.CROSS_CONTROLLER_RESET_COMPLETED, Aec.CCRCN),
    /** Notice: Lost Host Communication: another controller has lost this host. */
    LOST_HOST_COMMUNICATION(AsyncEvent.LOST_HOST_COMMUNICATION, Aec.LHCN),
    /** Notice: Attached Namespace Attribute Changed. */
    NAMESPACE_CHANGED(AsyncEvent.NAMESPACE_ATTRIBUTE_CHANGED, Aec.NAN),
    /** Notice: Asymmetric Namespace Access Change. */
    ANA_CHANGED(AsyncEvent.ANA_CHANGE, Aec.ANA),
    /** Notice: Discovery Log Page Change. */
    DISCOVERY_CHANGED(AsyncEvent.DISCOVERY_LOG_CHANGE, Aec.DLPCN);

    private final int result;
    private final int enable;

    ControllerEvent(int result, int enable) {
        this.result = result;
        this.enable = enable;
    }

    /** Completion DW0: type, information, log page identifier. */
    int result() {
        return result;
    }

    /** The log page whose reading clears the event. */
    int logPage() {
        return AsyncEvent.lid(result);
    }

    /** The bit of the Asynchronous Event Configuration feature that lets it through; 0: always let through. */
    int enable() {
        return enable;
    }

    /**
     * What a controller's host may configure: OAES.
     *
     * @param discovery whether it is a discovery controller
     * @return bits as in {@link Aec}
     */
    static int configurable(boolean discovery) {
        return discovery ? Aec.DLPCN : Aec.NAN | Aec.ANA | Aec.CCRCN | Aec.LHCN;
    }
}
