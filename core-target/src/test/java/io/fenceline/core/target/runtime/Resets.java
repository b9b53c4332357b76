package io.fenceline.core.target.runtime;

import io.fenceline.testkit.host.HarnessQueue;
import io.fenceline.testkit.host.HostCommand;
import io.fenceline.testkit.host.HostHarness;
import io.fenceline.testkit.host.Pending;
import io.fenceline.testkit.host.Reply;
import io.fenceline.wire.AdminOpcode;
import io.fenceline.wire.Bytes;
import io.fenceline.wire.Fid;
import io.fenceline.wire.Lid;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** What a host says and reads of Cross-Controller Resets, in bytes of its own: the layouts are those of ccr.md, not of the code. */
final class Resets {
    /** CIU and CIRN of a controller. */
    record Identity(int cntlid, int ciu, long cirn) {
        HostCommand command() {
            return reset(cntlid, ciu, cirn);
        }
    }

    static final byte[] IN_PROGRESS = {(byte) 0xFF, (byte) 0xFF, 0, 3};
    static final byte[] SUCCESS = {(byte) 0xFF, (byte) 0xFF, 1, 3};
    static final byte[] FAILED = {(byte) 0xFF, (byte) 0xFF, 2, 3};

    private Resets() {
    }

    /** Identify Controller, read anew. */
    static Identity identity(HostHarness host) {
        MemorySegment data = host.admin(HostCommand.identify(1, 0)).requireOk().memory();
        return new Identity(Bytes.u16(data, 78), Bytes.u8(data, 135), Bytes.i64(data, 136));
    }

    static HostCommand reset(int icid, int ciu, long cirn) {
        return new HostCommand(AdminOpcode.CROSS_CONTROLLER_RESET).cdw(10, icid | ciu << 16).cdw(12, (int) cirn)
                .cdw(13, (int) (cirn >>> 32));
    }

    static void listen(HostHarness host) {
        host.admin(HostCommand.setFeatures(Fid.ASYNC_EVENT_CONFIGURATION, 1 << 20)).requireOk();
    }

    /** CDW10 with RMC and RAE in their places. */
    static HostCommand log(long offset, int bytes, boolean remove, boolean retain) {
        HostCommand command = HostCommand.getLog(Lid.CROSS_CONTROLLER_RESET, -1, offset, bytes, retain);
        return remove ? command.raw(41, retain ? 0x81 : 0x01) : command;
    }

    static byte[] page(HostHarness host, boolean remove, boolean retain) {
        return host.admin(log(0, 4096, remove, retain)).requireOk().data();
    }

    /** Last four bytes of an entry: ACID, CCRS, CCRF. */
    static byte[] state(byte[] page, int entry) {
        return Arrays.copyOfRange(page, 12 + 8 * entry, 16 + 8 * entry);
    }

    static int entries(byte[] page) {
        return MemorySegment.ofArray(page).get(ValueLayout.JAVA_SHORT_UNALIGNED, 0) & 0xFFFF;
    }

    static int entry(byte[] page, int entry) {
        return MemorySegment.ofArray(page).get(ValueLayout.JAVA_INT_UNALIGNED, 8 + 8 * entry);
    }

    /** A write that stays in the back end and cannot be cancelled. */
    static HarnessQueue stick(World world, HostHarness host, long lba) {
        HeldBackend backend = world.backends.only();
        HarnessQueue queue = host.openIoQueue(1, 16);
        boolean before = backend.hold;
        backend.hold = true;
        backend.cancellable = false;
        queue.submit(HostCommand.write(1, lba, 1, new byte[4096]));
        world.run();
        backend.hold = before;
        return queue;
    }

    static Reply send(HostHarness source, Identity impacted) {
        return source.admin(impacted.command());
    }

    static Pending event(World world, HostHarness host) {
        return world.asyncEvent(host);
    }
}
