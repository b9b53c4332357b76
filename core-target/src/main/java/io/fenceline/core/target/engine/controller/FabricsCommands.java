package io.fenceline.core.target.engine.controller;

import io.fenceline.wire.FabricsCommand;
import io.fenceline.wire.Status;

/** Fabrics commands on a queue that is connected (NVM Express Base 2.1, 6). */
final class FabricsCommands {
    private static final int FCTYPE_OFFSET = 4;

    private FabricsCommands() {
    }

    static void execute(Controller controller, AdminCommand command, int fctype) {
        switch (fctype) {
            case FabricsCommand.PROPERTY_GET -> controller.properties().get(command);
            case FabricsCommand.PROPERTY_SET -> controller.properties().set(command);
            // 6.3: a queue is connected once.
            case FabricsCommand.CONNECT -> command.fail(Status.COMMAND_SEQUENCE_ERROR, FCTYPE_OFFSET);
            // 6.4: only I/O queues end this way.
            case FabricsCommand.DISCONNECT -> command.fail(Status.DISCONNECT_INVALID_QUEUE_TYPE, FCTYPE_OFFSET);
            // Authentication Send and Receive too: authentication is off, and Connect said so (AUTHREQ is zero).
            default -> command.fail(Status.INVALID_OPCODE, FCTYPE_OFFSET);
        }
    }

    /** The status of a Fabrics command other than Disconnect on an I/O queue. */
    static int refusalOnIoQueue(int fctype) {
        return (fctype == FabricsCommand.CONNECT ? Status.COMMAND_SEQUENCE_ERROR : Status.INVALID_OPCODE) | Status.DNR;
    }
}
