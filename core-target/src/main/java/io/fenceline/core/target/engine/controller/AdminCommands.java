package io.fenceline.core.target.engine.controller;

import io.fenceline.core.target.engine.Limits;
import io.fenceline.core.target.engine.io.IoQueue;
import io.fenceline.wire.AbortCommand;
import io.fenceline.wire.AdminOpcode;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;

/** Finds who executes an admin command, and refuses what does not belong here or not now. */
final class AdminCommands {
    private static final int OPCODE_OFFSET = 0;

    private final Controller controller;
    private final IdentifyCommands identify;
    private final LogPages logPages;
    private final CrossControllerReset resets;
    private int aborts;

    AdminCommands(Controller controller) {
        this.controller = controller;
        identify = new IdentifyCommands(controller);
        logPages = new LogPages(controller);
        resets = new CrossControllerReset(controller);
    }

    void execute(AdminCommand command) {
        if (command.opcode() == AdminOpcode.FABRICS) {
            FabricsCommands.execute(controller, command, Sqe.fctype(command.sqe()));
            return;
        }
        if (!controller.isReady()) {
            // 3.5.3: until CSTS.RDY is 1 only Fabrics commands (and Keep Alive, which the queue answers) are taken.
            // DNR only if it is the host's mistake: a controller that is ending may be followed by one that is ready.
            int dnr = controller.state() == ControllerState.DISABLED ? Status.DNR : 0;
            command.complete(Status.COMMAND_SEQUENCE_ERROR | dnr);
            return;
        }
        switch (command.opcode()) {
            case AdminOpcode.IDENTIFY -> identify.execute(command);
            case AdminOpcode.GET_LOG_PAGE -> logPages.execute(command);
            case AdminOpcode.SET_FEATURES -> controller.features().set(command);
            case AdminOpcode.GET_FEATURES -> controller.features().get(command);
            case AdminOpcode.ASYNC_EVENT_REQUEST -> controller.events().request(command);
            case AdminOpcode.ABORT -> {
                if (controller.subsystem().isDiscovery()) {
                    command.fail(Status.INVALID_OPCODE, OPCODE_OFFSET);
                } else {
                    abort(command);
                }
            }
            case AdminOpcode.CROSS_CONTROLLER_RESET -> {
                if (controller.subsystem().isDiscovery()) {
                    command.fail(Status.INVALID_OPCODE, OPCODE_OFFSET);
                } else {
                    resets.execute(command);
                }
            }
            default -> command.fail(Status.INVALID_OPCODE, OPCODE_OFFSET);
        }
    }

    /** Abort (5.1.1): dword 0 of the result says whether the command was aborted. */
    private void abort(AdminCommand command) {
        if (aborts == Limits.ABORTS) {
            command.fail(Status.ABORT_LIMIT_EXCEEDED, AdminCommand.NO_LOCATION);
            return;
        }
        int sqid = AbortCommand.SQID.getInt(command.sqe());
        int cid = AbortCommand.CID.getInt(command.sqe());
        if (sqid == 0) {
            // Of admin commands only event requests last long enough to be aborted.
            command.complete(Status.SUCCESS, controller.events().abort(cid) ? 0 : AbortCommand.NOT_ABORTED);
            return;
        }
        QueueHandle handle = controller.queue(sqid);
        IoQueue io = handle == null ? null : handle.io();
        if (handle == null || io == null) {
            command.complete(Status.SUCCESS, AbortCommand.NOT_ABORTED);
            return;
        }
        aborts++;
        boolean sent = Loops.run(handle.queuePair,
                () -> io.abort(cid, aborted -> controller.owner().loop().execute(() -> abortDone(command, aborted))));
        if (!sent) {
            abortDone(command, false);
        }
    }

    private void abortDone(AdminCommand command, boolean aborted) {
        aborts--;
        command.complete(Status.SUCCESS, aborted ? 0 : AbortCommand.NOT_ABORTED);
    }
}
