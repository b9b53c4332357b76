package io.fenceline.core.target.engine.fabrics;

import io.fenceline.wire.ConnectResponse;
import io.fenceline.wire.Status;

/** Why a Connect command fails: its status, and where the wrong parameter is (NVM Express Base 2.1, 6.3, Figure 546). */
final class ConnectRefusal extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final int result;

    private ConnectRefusal(int status, int result, String why) {
        super(why, null, false, false);
        this.status = status;
        this.result = result;
    }

    /** Connect Invalid Parameters; IPO points into the command. */
    static ConnectRefusal inCommand(int offset, String why) {
        return new ConnectRefusal(Status.CONNECT_INVALID_PARAMETERS | Status.DNR, ConnectResponse.invalidInCommand(offset), why);
    }

    /** Connect Invalid Parameters; IPO points into the data. */
    static ConnectRefusal inData(int offset, String why) {
        return inData(Status.CONNECT_INVALID_PARAMETERS, offset, why);
    }

    /** Another status; IPO points into the data. */
    static ConnectRefusal inData(int status, int offset, String why) {
        return new ConnectRefusal(status | Status.DNR, ConnectResponse.invalidInData(offset), why);
    }

    /**
     * The association is not in a state in which this could succeed, but the next one may be. Without DNR, because a Linux
     * host that reads DNR in the answer to any Connect removes its controller instead of connecting anew, and its user
     * gets I/O errors: an admin queue may be lost just while the I/O queues are being connected.
     */
    ConnectRefusal forNow() {
        return new ConnectRefusal(status & ~Status.DNR, result, String.valueOf(getMessage()));
    }

    /** A status without a place, and for good. */
    static ConnectRefusal of(int status, String why) {
        return new ConnectRefusal(status | Status.DNR, 0, why);
    }

    /** No room at the moment: without DNR, the host may try again. */
    static ConnectRefusal busy(String why) {
        return new ConnectRefusal(Status.CONNECT_CONTROLLER_BUSY, 0, why);
    }

    int status() {
        return status;
    }

    int result() {
        return result;
    }
}
