package io.fenceline.core.target.engine.controller;

import io.fenceline.core.target.engine.Limits;
import io.fenceline.core.target.engine.io.ErrorEntry;
import io.fenceline.wire.ErrorInformation;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Iterator;

/** The Error Information log page, 01h (NVM Express Base 2.1, 5.1.12.1.2): the last errors, the newest first. */
final class ErrorLog {
    private record Counted(long count, ErrorEntry entry) {
    }

    private final ArrayDeque<Counted> entries = new ArrayDeque<>();
    private long count;

    void add(ErrorEntry entry) {
        if (entries.size() == Limits.ERROR_LOG_ENTRIES) {
            entries.removeLast();
        }
        entries.addFirst(new Counted(++count, entry));
    }

    /** How many errors there have been. */
    long count() {
        return count;
    }

    byte[] page(int trtype) {
        byte[] page = new byte[Limits.ERROR_LOG_ENTRIES * ErrorInformation.BYTES];
        MemorySegment log = MemorySegment.ofArray(page);
        int at = 0;
        for (Iterator<Counted> i = entries.iterator(); i.hasNext(); at += ErrorInformation.BYTES) {
            Counted counted = i.next();
            ErrorEntry entry = counted.entry;
            MemorySegment slot = log.asSlice(at, ErrorInformation.BYTES);
            ErrorInformation.ERROR_COUNT.put(slot, counted.count);
            ErrorInformation.SQID.put(slot, entry.sqid());
            ErrorInformation.CID.put(slot, entry.cid());
            // Bits 15:1 hold the status, bit 0 the phase tag, which fabrics have not.
            ErrorInformation.STATUS.put(slot, (entry.status() | Status.MORE) << 1);
            ErrorInformation.PEL.put(slot, entry.location());
            ErrorInformation.LBA.put(slot, entry.lba());
            ErrorInformation.NSID.put(slot, Integer.toUnsignedLong(entry.nsid()));
            ErrorInformation.TRTYPE.put(slot, trtype);
            ErrorInformation.LPVER.put(slot, 1);
        }
        return page;
    }
}
