package io.fenceline.core.target.engine.controller;

import io.fenceline.core.target.engine.Limits;
import io.fenceline.wire.CrossControllerResetCommand;
import io.fenceline.wire.Status;
import java.util.concurrent.TimeUnit;

/**
 * The Cross-Controller Reset command (NVM Express Base 2.3, 5.4.3): a host has lost one controller and asks another one of the
 * subsystem, the source, to end it. The answer says at once that this instance is silent already, or that the reset has begun; its
 * end is then in the source's log.
 *
 * <p>
 * "There is no such instance" is answered with "it has been reset" only where this node knows: an identifier of the range that
 * it gives out. Of another node's controllers it knows nothing, and refuses; of a former life of its own process it knows only what
 * CQT promises.
 */
final class CrossControllerReset {
    private static final int ICID_OFFSET = CrossControllerResetCommand.ICID.offset();
    private static final int CIU_OFFSET = CrossControllerResetCommand.CIU.offset();
    private static final int CIRN_OFFSET = CrossControllerResetCommand.CIRN.offset();

    private final Controller source;

    CrossControllerReset(Controller source) {
        this.source = source;
    }

    void execute(AdminCommand command) {
        int icid = CrossControllerResetCommand.ICID.getInt(command.sqe());
        int ciu = CrossControllerResetCommand.CIU.getInt(command.sqe());
        long cirn = CrossControllerResetCommand.CIRN.get(command.sqe());
        if (icid == source.cntlid() || !source.subsystem().controllerIds().contains(icid)) {
            command.fail(Status.INVALID_FIELD, ICID_OFFSET);
            return;
        }
        if (ciu == 0 || cirn == 0) {
            // No instance ever had these: it is a host that does not know them, not an instance that is gone.
            command.fail(Status.INVALID_FIELD, ciu == 0 ? CIU_OFFSET : CIRN_OFFSET);
            return;
        }
        Controller impacted = source.owner().controller(source.subsystem(), icid);
        if (impacted == null || !impacted.instance().is(ciu, cirn)) {
            notHere(command, cirn);
        } else if (!impacted.isSameHost(source)) {
            source.owner().report(source + " was asked to reset " + impacted + ", which is another host's");
            command.fail(Status.OPERATION_DENIED, ICID_OFFSET);
        } else if (impacted.isSilent()) {
            command.complete(Status.SUCCESS, CrossControllerResetCommand.IRS);
        } else {
            begin(command, impacted);
        }
    }

    /**
     * An instance of this life that is not here is silent: it ended before the next of its identifier became ready, and an identifier
     * is free only after the last queue was silent. One of a former life is as soon as its quiesce time is over; until then the host
     * may ask again, or hold by time.
     */
    private void notHere(AdminCommand command, long cirn) {
        ControllerOwner owner = source.owner();
        long quiesceNs = source.cqtMs() > 0 ? TimeUnit.MILLISECONDS.toNanos(source.cqtMs()) : owner.limits().resetNs();
        boolean silent = owner.life().mayHaveGiven(cirn) || owner.life().ageNs(owner.loop().nowNs()) >= quiesceNs;
        command.complete(silent ? Status.SUCCESS : Status.COMMAND_INTERRUPTED, silent ? CrossControllerResetCommand.IRS : 0);
    }

    private void begin(AdminCommand command, Controller impacted) {
        ResetLog log = source.resets();
        if (log.isPending(impacted)) {
            command.fail(Status.CCR_IN_PROGRESS, AdminCommand.NO_LOCATION);
        } else if (log.pending() >= Limits.CROSS_CONTROLLER_RESETS) {
            // Without DNR, both: it may succeed when one has ended, or when the log has been read with RMC.
            command.complete(Status.CCR_LIMIT_EXCEEDED);
        } else if (log.isFull()) {
            command.complete(Status.CCR_LOG_FULL);
        } else {
            ResetEntry entry = new ResetEntry(log, source, impacted, source.clock().getAsLong());
            log.add(entry);
            // The answer is on its way before the end can be.
            command.complete(Status.SUCCESS);
            impacted.resetFor(entry);
        }
    }
}
