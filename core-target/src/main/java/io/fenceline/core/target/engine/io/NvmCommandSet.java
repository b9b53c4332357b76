package io.fenceline.core.target.engine.io;

import io.fenceline.wire.NvmOpcode;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The commands that there are, by opcode (NVM Command Set 1.1, Figure 21). Reservations are not among them yet. */
final class NvmCommandSet {
    /** What a slot has when its command is none of ours. */
    static final NvmCommand NONE = new None();

    private static final @Nullable NvmCommand[] BY_OPCODE = new NvmCommand[256];

    static {
        BY_OPCODE[NvmOpcode.FLUSH] = new Flush();
        BY_OPCODE[NvmOpcode.WRITE] = new Write();
        BY_OPCODE[NvmOpcode.READ] = new Read();
        BY_OPCODE[NvmOpcode.WRITE_UNCORRECTABLE] = new WriteUncorrectable();
        BY_OPCODE[NvmOpcode.COMPARE] = new Compare();
        BY_OPCODE[NvmOpcode.WRITE_ZEROES] = new WriteZeroes();
        BY_OPCODE[NvmOpcode.DATASET_MANAGEMENT] = new DatasetManagement();
        BY_OPCODE[NvmOpcode.VERIFY] = new Verify();
        BY_OPCODE[NvmOpcode.COPY] = new Copy();
    }

    private NvmCommandSet() {
    }

    /** The command of an opcode; null: there is none. */
    static @Nullable NvmCommand of(int opcode) {
        return BY_OPCODE[opcode];
    }

    private static final class None extends NvmCommand {
        @Override
        int decode(IoCommand c, MemorySegment sqe, CommandFlow flow) {
            return c.wrong(Status.INVALID_OPCODE, Sqe.OPCODE);
        }

        @Override
        boolean next(IoCommand c, CommandFlow flow) {
            return false;
        }
    }
}
