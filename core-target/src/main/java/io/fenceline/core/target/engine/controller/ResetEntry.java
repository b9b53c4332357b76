package io.fenceline.core.target.engine.controller;

import io.fenceline.api.target.AssociationEnd;
import io.fenceline.wire.CrossControllerResetLog;
import java.lang.foreign.MemorySegment;

/** A Cross-Controller Reset that was accepted: a line in the log of its source, and something that the impacted controller owes. */
final class ResetEntry {
    /** CCRF: the identity was found right, and the reset was begun, or was under way. */
    private static final int FLAGS = CrossControllerResetLog.VALIDATED | CrossControllerResetLog.RESET_INITIATED;

    private final ResetLog log;
    private final Controller source;
    private final Controller impacted;
    private final int ciu;
    private final long acceptedNs;
    private long endedNs = -1;
    private int status = CrossControllerResetLog.IN_PROGRESS;

    ResetEntry(ResetLog log, Controller source, Controller impacted, long acceptedNs) {
        this.log = log;
        this.source = source;
        this.impacted = impacted;
        this.acceptedNs = acceptedNs;
        ciu = impacted.instance().ciu();
    }

    boolean isPending() {
        return status == CrossControllerResetLog.IN_PROGRESS;
    }

    Controller source() {
        return source;
    }

    Controller impacted() {
        return impacted;
    }

    /** All commands of the impacted controller have ended; or it cannot be said that they have. */
    void end(boolean success, long nowNs) {
        endedNs = nowNs;
        status = success ? CrossControllerResetLog.SUCCESS : CrossControllerResetLog.FAILED;
        log.ended(this);
    }

    void put(MemorySegment entry) {
        CrossControllerResetLog.ICID.put(entry, impacted.cntlid());
        CrossControllerResetLog.CIU.put(entry, ciu);
        CrossControllerResetLog.ACID.put(entry, CrossControllerResetLog.ACID_NONE);
        CrossControllerResetLog.CCRS.put(entry, status);
        CrossControllerResetLog.CCRF.put(entry, FLAGS);
    }

    AssociationEnd.Reset view() {
        return new AssociationEnd.Reset(source.cntlid(), acceptedNs, endedNs, status == CrossControllerResetLog.SUCCESS);
    }
}
