package io.fenceline.core.target.engine.controller;

import io.fenceline.core.target.engine.Limits;
import io.fenceline.wire.Status;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Set;

/**
 * Asynchronous Event Requests and the events that answer them (NVM Express Base 2.1, 5.1.2). An event that has been
 * reported is masked until the host has read its log page without Retain Asynchronous Event; if it happens again
 * meanwhile, it is remembered once.
 */
final class AsyncEvents {
    private final ArrayDeque<AdminCommand> requests = new ArrayDeque<>();
    private final Set<ControllerEvent> pending = EnumSet.noneOf(ControllerEvent.class);
    private final Set<ControllerEvent> masked = EnumSet.noneOf(ControllerEvent.class);
    private int configuration;

    /** The host gives a request, which stays until an event answers it. */
    void request(AdminCommand command) {
        if (requests.size() == Limits.ASYNC_EVENT_REQUESTS) {
            command.fail(Status.ASYNC_EVENT_LIMIT_EXCEEDED, AdminCommand.NO_LOCATION);
            return;
        }
        requests.add(command);
        report();
    }

    /** Something has happened. */
    void raise(ControllerEvent event) {
        if (event.enable() != 0 && (configuration & event.enable()) == 0) {
            return;
        }
        pending.add(event);
        report();
    }

    /**
     * The host has read a log page without Retain Asynchronous Event.
     *
     * @param whole whether it got the whole page at once: then what happened while the event was masked is no news. If it
     *            read the page in parts, an earlier part may be out of date, and the event is reported once more.
     */
    void logPageRead(int logPage, boolean whole) {
        if (whole) {
            pending.removeIf(event -> event.logPage() == logPage);
        }
        masked.removeIf(event -> event.logPage() == logPage);
        report();
    }

    /** Asynchronous Event Configuration: bits that are not events of this target are refused by the feature. */
    void configure(int bits) {
        configuration = bits;
        pending.removeIf(event -> event.enable() != 0 && (bits & event.enable()) == 0);
    }

    /** How many requests wait. */
    int outstanding() {
        return requests.size();
    }

    int configuration() {
        return configuration;
    }

    /**
     * Abort of a request.
     *
     * @return whether there was one of that identifier
     */
    boolean abort(int cid) {
        for (AdminCommand command : requests) {
            if (command.cid() == cid) {
                requests.remove(command);
                command.complete(Status.ABORT_REQUESTED);
                return true;
            }
        }
        return false;
    }

    /** A reset or the end: requests are answered with a status, and everything is forgotten. */
    void clear(int status) {
        pending.clear();
        masked.clear();
        configuration = 0;
        while (!requests.isEmpty()) {
            requests.remove().complete(status);
        }
    }

    private void report() {
        for (ControllerEvent event : ControllerEvent.values()) {
            if (requests.isEmpty()) {
                return;
            }
            if (pending.contains(event) && !masked.contains(event)) {
                pending.remove(event);
                masked.add(event);
                requests.remove().complete(Status.SUCCESS, event.result());
            }
        }
    }
}
