package io.fenceline.assembly.nbd.engine;

import io.fenceline.wire.Status;

/** What a client is told when the host could not do what it wanted. */
final class Errors {
    private Errors() {
    }

    /**
     * The error for a status. The protocol has no error that means "try again": what may succeed later, the host has tried for
     * as long as it was told to.
     *
     * @param status not 0, see {@link io.fenceline.api.host.IoRequest#status}
     * @param command what failed
     */
    static int of(int status, int command) {
        return switch (Status.plain(status)) {
            // The namespace has shrunk since the client was told its size.
            case Status.LBA_OUT_OF_RANGE -> command == Nbd.CMD_READ || command == Nbd.CMD_TRIM ? Nbd.EINVAL : Nbd.ENOSPC;
            case Status.CAPACITY_EXCEEDED, Status.NAMESPACE_INSUFFICIENT_CAPACITY -> Nbd.ENOSPC;
            case Status.NAMESPACE_WRITE_PROTECTED, Status.WRITE_TO_READ_ONLY_RANGE, Status.RESERVATION_CONFLICT,
                    Status.OPERATION_DENIED ->
                Nbd.EPERM;
            default -> Nbd.EIO;
        };
    }

    static String text(int status) {
        return Status.name(status);
    }
}
