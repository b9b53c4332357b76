package io.fenceline.core.target.engine.controller;

import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.target.engine.Limits;
import io.fenceline.core.target.engine.subsystem.Subsystem;
import java.util.List;

/** What a controller needs from the target that it belongs to. Called on the conductor. */
public interface ControllerOwner {
    /**
     * The conductor.
     *
     * @return where all control state is changed
     */
    ControlLoop loop();

    /**
     * Limits and deadlines.
     *
     * @return the limits
     */
    Limits limits();

    /**
     * FR of Identify Controller.
     *
     * @return at most 8 ASCII characters
     */
    String firmwareRevision();

    /**
     * All controllers of a subsystem, those that are quiescing too.
     *
     * @param subsystem which
     * @return in order of their identifiers
     */
    List<Controller> controllers(Subsystem subsystem);

    /**
     * The discovery log page as a host sees it through a controller.
     *
     * @param controller a discovery controller
     * @param portLocal whether only entries of its own port are wanted
     * @return the whole page
     */
    byte[] discoveryLogPage(Controller controller, boolean portLocal);

    /**
     * A controller is gone: its identifier is free.
     *
     * @param controller which
     */
    void gone(Controller controller);

    /**
     * Something that an operator should know.
     *
     * @param what one line
     */
    void report(String what);
}
