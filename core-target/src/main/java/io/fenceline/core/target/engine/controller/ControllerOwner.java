package io.fenceline.core.target.engine.controller;

import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.target.engine.Limits;
import io.fenceline.core.target.engine.subsystem.Subsystem;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
     * Finds a controller.
     *
     * @param subsystem of which subsystem
     * @param cntlid which
     * @return null: there is none
     */
    @Nullable
    Controller controller(Subsystem subsystem, int cntlid);

    /**
     * This life of the process.
     *
     * @return where CIU and CIRN come from
     */
    Life life();

    /**
     * The time of day.
     *
     * @return milliseconds since 1970; 0: not known
     */
    long wallClockMs();

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
     * An association is lost, that is, has not ended in good order.
     *
     * @param loss what becomes of it
     * @param controller which controller
     * @param hostAsked whether the host itself wanted it
     */
    void lost(Loss loss, Controller controller, boolean hostAsked);

    /**
     * A controller whose association has ended is silent.
     *
     * @param subsystem its subsystem
     * @param ns how long that took
     * @param loss what has become of it
     */
    void drained(Subsystem subsystem, long ns, Loss loss);

    /**
     * A lost controller was not silent when its quiesce time was over.
     *
     * @param subsystem its subsystem
     */
    void drainOverdue(Subsystem subsystem);

    /**
     * Something that an operator must know: a promise is broken.
     *
     * @param what one line
     */
    void alarm(String what);

    /**
     * Something that an operator should know.
     *
     * @param what one line
     */
    void report(String what);
}
