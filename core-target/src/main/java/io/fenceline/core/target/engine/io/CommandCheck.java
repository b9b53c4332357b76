package io.fenceline.core.target.engine.io;

import io.fenceline.core.target.engine.namespace.Namespace;
import io.fenceline.core.target.engine.namespace.NamespaceTable;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;

/** What can be said about a command from its entry alone, in the order in which it is to be said. */
final class CommandCheck {
    private CommandCheck() {
    }

    /** Fills the command in; returns success, or the status to answer with. */
    static int check(IoCommand c, MemorySegment sqe, CommandFlow flow) {
        if (!flow.table().own(c)) {
            return c.wrong(Status.COMMAND_ID_CONFLICT, Sqe.CID);
        }
        // Fabrics has SGLs only (NVM Express Base 2.1, 4.1.1, PSDT).
        int psdt = Sqe.psdt(sqe);
        if (psdt == 0 || psdt == 3) {
            return c.wrong(Status.INVALID_FIELD, Sqe.FLAGS | 6 << 8);
        }
        // Hosts leave anything in the SGL of a command without data.
        int status = Sqe.direction(sqe) == 0 ? Status.SUCCESS : c.exchange().sglStatus();
        if (status != Status.SUCCESS) {
            c.location = Sqe.SGL1;
            return status;
        }
        int opcode = Sqe.opcode(sqe);
        if (opcode == Sqe.FABRICS) {
            c.decided = true;
            return flow.context().onFabrics(flow.qid(), sqe);
        }
        status = flow.context().admission();
        if (status != Status.SUCCESS) {
            return status;
        }
        NvmCommand kind = NvmCommandSet.of(opcode);
        if (kind == null) {
            return c.wrong(Status.INVALID_OPCODE, Sqe.OPCODE);
        }
        c.kind = kind;
        if (c.nsid != Flush.ALL || !kind.broadcasts()) {
            status = selectNamespace(c, sqe, kind, flow);
            if (status != Status.SUCCESS) {
                return status;
            }
        }
        return kind.decode(c, sqe, flow);
    }

    private static int selectNamespace(IoCommand c, MemorySegment sqe, NvmCommand kind, CommandFlow flow) {
        NamespaceTable table = flow.namespaces();
        Namespace namespace = table.get(c.nsid);
        if (namespace == null) {
            // Inactive and invalid identifiers are told apart (NVM Express Base 2.1, 3.2.1.5).
            boolean inactive = c.nsid != 0 && Integer.compareUnsigned(c.nsid, table.maxNsid()) <= 0;
            return c.wrong(inactive ? Status.INVALID_FIELD : Status.INVALID_NAMESPACE, Sqe.NSID);
        }
        c.namespace = namespace;
        int status = flow.context().anaStatus(namespace.spec().anaGroup());
        if (status != Status.SUCCESS) {
            return status;
        }
        c.writing = kind.writes(sqe);
        return namespace.spec().readOnly() && c.writing ? Status.NAMESPACE_WRITE_PROTECTED | Status.DNR : Status.SUCCESS;
    }

    /** Whether two commands are a pair: Compare and Write is the only fused operation, FUSES of Identify Controller is 1. */
    static int checkPair(IoCommand first, IoCommand second) {
        if (!(first.kind instanceof Compare) || !(second.kind instanceof Write)) {
            return first.wrong(Status.INVALID_FIELD, Sqe.FLAGS);
        }
        boolean same = first.nsid == second.nsid && first.lba == second.lba && first.blocks == second.blocks;
        if (!same) {
            return first.wrong(Status.INVALID_FIELD, Sqe.CDW10);
        }
        return first.blocks > IoLimits.COMPARE_AND_WRITE_BLOCKS
                ? first.wrong(Status.ATOMIC_WRITE_UNIT_EXCEEDED, Sqe.CDW12)
                : Status.SUCCESS;
    }
}
