package io.fenceline.core.target.engine.controller;

import io.fenceline.core.target.engine.namespace.Namespace;
import io.fenceline.core.target.engine.subsystem.AnaStates;
import io.fenceline.wire.AnaGroup;
import io.fenceline.wire.AnaLog;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The Asymmetric Namespace Access log page, 0Ch (NVM Express Base 2.1, 5.1.12.1.13): groups that have namespaces. */
final class AnaPage {
    private AnaPage() {
    }

    static byte[] of(Controller controller, boolean groupsOnly) {
        SortedMap<Integer, List<Integer>> groups = new TreeMap<>();
        for (Namespace namespace : controller.namespaces().active()) {
            groups.computeIfAbsent(namespace.spec().anaGroup(), group -> new ArrayList<>()).add(namespace.nsid());
        }
        long bytes = AnaLog.HEADER_BYTES;
        for (List<Integer> nsids : groups.values()) {
            bytes += AnaGroup.bytes(groupsOnly ? 0 : nsids.size());
        }
        byte[] page = new byte[(int) bytes];
        MemorySegment log = MemorySegment.ofArray(page);
        AnaStates states = controller.port().ana();
        AnaLog.CHANGE_COUNT.put(log, states.changeCount());
        AnaLog.NAGD.put(log, groups.size());
        long at = AnaLog.HEADER_BYTES;
        for (var group : groups.entrySet()) {
            List<Integer> nsids = groupsOnly ? List.of() : group.getValue();
            MemorySegment descriptor = log.asSlice(at, AnaGroup.bytes(nsids.size()));
            AnaGroup.AGID.put(descriptor, group.getKey());
            AnaGroup.NNSIDV.put(descriptor, nsids.size());
            AnaGroup.CHANGE_COUNT.put(descriptor, states.changes(group.getKey()));
            AnaGroup.STATE.put(descriptor, states.state(group.getKey()).code());
            for (int i = 0; i < nsids.size(); i++) {
                AnaGroup.putNsid(descriptor, i, nsids.get(i));
            }
            at += descriptor.byteSize();
        }
        return page;
    }
}
