package io.fenceline.core.target.engine.controller;

import io.fenceline.core.target.engine.Limits;
import io.fenceline.wire.NsidList;
import java.lang.foreign.MemorySegment;
import java.util.TreeSet;

/** The Changed Attached Namespace List, log page 04h (NVM Express Base 2.1, 5.1.12.1.5): what changed since it was read. */
final class ChangedNamespaces {
    private final TreeSet<Integer> nsids = new TreeSet<>();
    private boolean overflow;

    void add(int nsid) {
        nsids.add(nsid);
        if (nsids.size() > Limits.CHANGED_NAMESPACES) {
            nsids.clear();
            overflow = true;
        }
    }

    byte[] page() {
        byte[] page = new byte[NsidList.BYTES];
        MemorySegment list = MemorySegment.ofArray(page);
        if (overflow) {
            NsidList.putOverflow(list);
        } else {
            int i = 0;
            for (int nsid : nsids) {
                NsidList.put(list, i++, nsid);
            }
        }
        return page;
    }

    /** The host has read it without Retain Asynchronous Event. */
    void clear() {
        nsids.clear();
        overflow = false;
    }
}
