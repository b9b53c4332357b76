package io.fenceline.core.target.engine.io;

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
        BY_OPCODE[0x00] = new Flush();
        BY_OPCODE[0x01] = new Write();
        BY_OPCODE[0x02] = new Read();
        BY_OPCODE[0x04] = new WriteUncorrectable();
        BY_OPCODE[0x05] = new Compare();
        BY_OPCODE[0x08] = new WriteZeroes();
        BY_OPCODE[0x09] = new DatasetManagement();
        BY_OPCODE[0x0C] = new Verify();
        BY_OPCODE[0x19] = new Copy();
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
