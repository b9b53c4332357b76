package io.fenceline.core.host.engine.controller;

import io.fenceline.api.host.AnaAccess;
import io.fenceline.wire.AnaGroup;
import io.fenceline.wire.AnaLog;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ANA log of a controller (NVM Express Base 2.1, 5.1.12.1.13).
 *
 * @param changeCount of the log
 * @param groups state by ANAGRPID
 */
record AnaStates(long changeCount, Map<Integer, AnaAccess> groups) {
    static final AnaStates NONE = new AnaStates(0, Map.of());

    /** Size of a log with groups only. */
    static int bytes(int groups) {
        return AnaLog.HEADER_BYTES + groups * AnaGroup.HEADER_BYTES;
    }

    /** Null: the bytes are no ANA log. */
    static @Nullable AnaStates parse(MemorySegment log) {
        if (log.byteSize() < AnaLog.HEADER_BYTES) {
            return null;
        }
        int count = AnaLog.NAGD.getInt(log);
        Map<Integer, AnaAccess> groups = new HashMap<>();
        long at = AnaLog.HEADER_BYTES;
        for (int i = 0; i < count; i++) {
            if (at + AnaGroup.HEADER_BYTES > log.byteSize()) {
                return null;
            }
            MemorySegment group = log.asSlice(at);
            AnaAccess state = access(AnaGroup.STATE.getInt(group) & 0xF);
            if (state == null) {
                return null;
            }
            groups.put(AnaGroup.AGID.getInt(group), state);
            at += AnaGroup.bytes(AnaGroup.NNSIDV.get(group));
        }
        return new AnaStates(AnaLog.CHANGE_COUNT.get(log), Map.copyOf(groups));
    }

    private static @Nullable AnaAccess access(int state) {
        return switch (state) {
            case AnaGroup.OPTIMIZED -> AnaAccess.OPTIMIZED;
            case AnaGroup.NON_OPTIMIZED -> AnaAccess.NON_OPTIMIZED;
            case AnaGroup.INACCESSIBLE -> AnaAccess.INACCESSIBLE;
            case AnaGroup.PERSISTENT_LOSS -> AnaAccess.PERSISTENT_LOSS;
            case AnaGroup.CHANGE -> AnaAccess.CHANGE;
            default -> null;
        };
    }

    /** The state of a group; one that the log does not tell of cannot be used. */
    AnaAccess of(int group) {
        return groups.getOrDefault(group, AnaAccess.INACCESSIBLE);
    }

    boolean knows(int group) {
        return groups.containsKey(group);
    }

    boolean anyChanging() {
        return groups.containsValue(AnaAccess.CHANGE);
    }
}
