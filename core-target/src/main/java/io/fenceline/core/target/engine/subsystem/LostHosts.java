package io.fenceline.core.target.engine.subsystem;

import io.fenceline.api.Nqn;
import io.fenceline.wire.LostHostCommunicationLog;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Which controllers of a subsystem have lost which host, as the host may read it through another one (NVM Express Base 2.3,
 * 5.2.12.3.2): for each host as long as it has a controller here at all, so that hosts that are gone cost nothing. The conductor's.
 */
public final class LostHosts {
    private static final int MAX_COUNT = 255;

    private record Host(Nqn nqn, UUID id) {
    }

    private record Line(int count, int ciu) {
    }

    /** By host, then by controller, the latest loss last. */
    private final Map<Host, LinkedHashMap<Integer, Line>> hosts = new HashMap<>();

    /** Nobody has been lost yet. */
    LostHosts() {
    }

    /**
     * A controller has lost its host.
     *
     * @param host HOSTNQN
     * @param hostId HOSTID
     * @param cntlid the controller
     * @param ciu which instance of it
     */
    public void lost(Nqn host, UUID hostId, int cntlid, int ciu) {
        LinkedHashMap<Integer, Line> lines = hosts.computeIfAbsent(new Host(host, hostId), key -> new LinkedHashMap<>());
        Line before = lines.remove(cntlid);
        int count = before == null || before.count == MAX_COUNT ? 1 : before.count + 1;
        if (lines.size() == LostHostCommunicationLog.MAX_ENTRIES) {
            Iterator<Integer> oldest = lines.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        lines.put(cntlid, new Line(count, ciu));
    }

    /**
     * A host has no controller here any more.
     *
     * @param host HOSTNQN
     * @param hostId HOSTID
     */
    public void forget(Nqn host, UUID hostId) {
        hosts.remove(new Host(host, hostId));
    }

    /**
     * The log page.
     *
     * @param host HOSTNQN
     * @param hostId HOSTID
     * @return the whole page
     */
    public byte[] page(Nqn host, UUID hostId) {
        byte[] page = new byte[LostHostCommunicationLog.BYTES];
        MemorySegment log = MemorySegment.ofArray(page);
        int n = 0;
        for (Map.Entry<Integer, Line> line : hosts.getOrDefault(new Host(host, hostId), new LinkedHashMap<>()).entrySet()) {
            MemorySegment entry = LostHostCommunicationLog.entry(log, n++);
            LostHostCommunicationLog.CNTLID.put(entry, line.getKey());
            LostHostCommunicationLog.LC.put(entry, line.getValue().count);
            LostHostCommunicationLog.CIU.put(entry, line.getValue().ciu);
        }
        LostHostCommunicationLog.NE.put(log, n);
        return page;
    }
}
