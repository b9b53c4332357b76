package io.fenceline.core.target.engine.controller;

import io.fenceline.wire.AdminOpcode;
import io.fenceline.wire.CommandEffects;
import io.fenceline.wire.FeaturesSupportedAndEffects;
import io.fenceline.wire.NvmOpcode;
import java.lang.foreign.MemorySegment;

/** The log pages of supported commands and features and their effects, 05h and 12h (NVM Express Base 2.1, 5.1.12.1.6, .18). */
final class Effects {
    private static final int[] ADMIN = {AdminOpcode.GET_LOG_PAGE, AdminOpcode.IDENTIFY, AdminOpcode.ABORT, AdminOpcode.SET_FEATURES,
            AdminOpcode.GET_FEATURES, AdminOpcode.ASYNC_EVENT_REQUEST, AdminOpcode.KEEP_ALIVE, AdminOpcode.CROSS_CONTROLLER_RESET};
    private static final int[] READING = {NvmOpcode.FLUSH, NvmOpcode.READ, NvmOpcode.COMPARE, NvmOpcode.VERIFY};
    private static final int[] WRITING = {NvmOpcode.WRITE, NvmOpcode.WRITE_UNCORRECTABLE, NvmOpcode.WRITE_ZEROES,
            NvmOpcode.DATASET_MANAGEMENT, NvmOpcode.COPY};

    private Effects() {
    }

    static byte[] commands() {
        byte[] page = new byte[CommandEffects.BYTES];
        MemorySegment log = MemorySegment.ofArray(page);
        for (int opcode : ADMIN) {
            CommandEffects.putAdmin(log, opcode, CommandEffects.CSUPP | CommandEffects.SCOPE_CONTROLLER);
        }
        // The scope of I/O commands is left unreported (0h): Linux 7.3 calls one that is reported an unusual effect.
        for (int opcode : READING) {
            CommandEffects.putIo(log, opcode, CommandEffects.CSUPP);
        }
        for (int opcode : WRITING) {
            CommandEffects.putIo(log, opcode, CommandEffects.CSUPP | CommandEffects.LBCC);
        }
        return page;
    }

    static byte[] features(Features features) {
        byte[] page = new byte[FeaturesSupportedAndEffects.BYTES];
        MemorySegment log = MemorySegment.ofArray(page);
        for (int fid : features.supported()) {
            FeaturesSupportedAndEffects.put(log, fid,
                    FeaturesSupportedAndEffects.FSUPP | FeaturesSupportedAndEffects.CCC | FeaturesSupportedAndEffects.SCOPE_CONTROLLER);
        }
        return page;
    }
}
