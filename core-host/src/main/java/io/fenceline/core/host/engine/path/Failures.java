package io.fenceline.core.host.engine.path;

import io.fenceline.api.host.CancelledException;
import io.fenceline.api.host.CommandException;
import io.fenceline.api.host.DeadlineException;
import io.fenceline.api.host.HostException;
import io.fenceline.api.host.NoPathException;
import io.fenceline.api.host.OutcomeUnknownException;

/** Says in words and types why a request failed. */
final class Failures {
    private Failures() {
    }

    static HostException of(Reason reason, String what, int status, HostException.Outcome outcome, String statusName) {
        String tail = outcome == HostException.Outcome.UNKNOWN ? "; it may have been executed, or be executed still" : "";
        return switch (reason) {
            case ANSWERED -> new CommandException(what + ": " + statusName, status, outcome);
            case NO_PATH -> new NoPathException(what + ": no path, and none is expected in time" + tail, status, outcome);
            case WAITING_LIMIT -> new NoPathException(what + ": no path, and more requests wait than waitingLimit allows", status, outcome);
            case DEADLINE -> new DeadlineException(what + ": its deadline has passed" + tail, status, outcome);
            case CANCELLED -> new CancelledException(what + ": cancelled" + tail, status, outcome);
            case LOST ->
                new OutcomeUnknownException(what + ": its path was lost, and it must not be repeated blindly" + tail, status, outcome);
            case UNPROVED -> new OutcomeUnknownException(
                    what + ": its path was lost, and nothing proves that its controller is silent" + tail, status, outcome);
            case CLOSED -> new NoPathException(what + ": the namespace is closed" + tail, status, outcome);
        };
    }
}
