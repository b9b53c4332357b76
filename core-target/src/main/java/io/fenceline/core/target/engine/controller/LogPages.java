package io.fenceline.core.target.engine.controller;

import io.fenceline.core.target.engine.io.IoStatistics;
import io.fenceline.wire.AnaLog;
import io.fenceline.wire.CrossControllerResetLog;
import io.fenceline.wire.Csi;
import io.fenceline.wire.DiscoveryLog;
import io.fenceline.wire.FirmwareSlotLog;
import io.fenceline.wire.GetLogPageCommand;
import io.fenceline.wire.Lid;
import io.fenceline.wire.SmartLog;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import io.fenceline.wire.SupportedLogPages;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * The Get Log Page command (NVM Express Base 2.1, 5.1.12). A page is made anew for each command, and the host gets the part
 * that it asked for; what it asks beyond the end is zero, an offset beyond the end is refused.
 */
final class LogPages {
    private static final int NSID_OFFSET = 4;
    private static final int LID_OFFSET = 40;
    private static final int NUMD_OFFSET = 42;
    private static final int LPO_OFFSET = 48;
    private static final int OT_OFFSET = 58;
    private static final int CSI_OFFSET = 59;
    private static final int NVME_MI_PAGE_BYTES = 4096;
    /** 25 degrees C: there is no sensor. */
    private static final int TEMPERATURE_K = 298;
    private static final int[] NVM = {Lid.SUPPORTED_LOG_PAGES, Lid.ERROR_INFORMATION, Lid.SMART, Lid.FIRMWARE_SLOT,
            Lid.CHANGED_ATTACHED_NAMESPACES, Lid.COMMANDS_SUPPORTED_AND_EFFECTS, Lid.ANA, Lid.FEATURES_SUPPORTED_AND_EFFECTS,
            Lid.NVME_MI_COMMANDS_SUPPORTED, Lid.CROSS_CONTROLLER_RESET, Lid.LOST_HOST_COMMUNICATION};
    private static final int[] DISCOVERY = {Lid.SUPPORTED_LOG_PAGES, Lid.ERROR_INFORMATION, Lid.FEATURES_SUPPORTED_AND_EFFECTS,
            Lid.DISCOVERY};

    private final Controller controller;

    LogPages(Controller controller) {
        this.controller = controller;
    }

    void execute(AdminCommand command) {
        MemorySegment sqe = command.sqe();
        long bytes = GetLogPageCommand.bytes(sqe);
        int lid = GetLogPageCommand.LID.getInt(sqe);
        if (!supports(lid)) {
            command.fail(Status.INVALID_LOG_PAGE, LID_OFFSET);
            return;
        }
        if (bytes > controller.maxTransferBytes()) {
            command.fail(Status.INVALID_FIELD, NUMD_OFFSET);
            return;
        }
        if (bytes > command.dataLength()) {
            command.fail(Status.DATA_SGL_LENGTH_INVALID, Sqe.SGL1);
            return;
        }
        if (GetLogPageCommand.offsetIsIndex(sqe)) {
            // 5.1.12: SupportedLogPages says of no page that it can be indexed.
            command.fail(Status.INVALID_FIELD, OT_OFFSET);
            return;
        }
        if (lid == Lid.SMART && command.nsid() != 0 && command.nsid() != Sqe.NSID_ALL) {
            // LPA bit 0 is clear: there is one SMART log, the controller's.
            command.fail(Status.INVALID_FIELD, NSID_OFFSET);
            return;
        }
        if (lid == Lid.COMMANDS_SUPPORTED_AND_EFFECTS && GetLogPageCommand.CSI.getInt(sqe) != Csi.NVM) {
            command.fail(Status.INVALID_FIELD, CSI_OFFSET);
            return;
        }
        byte[] page = page(lid, GetLogPageCommand.lsp(sqe));
        long offset = GetLogPageCommand.LPO.get(sqe);
        if ((offset & 3) != 0 || offset < 0 || offset > page.length) {
            command.fail(Status.INVALID_FIELD, LPO_OFFSET);
            return;
        }
        byte[] part = new byte[(int) bytes];
        System.arraycopy(page, (int) offset, part, 0, (int) Math.min(bytes, page.length - offset));
        command.completeWith(part);
        if (!GetLogPageCommand.rae(sqe)) {
            if (lid == Lid.CHANGED_ATTACHED_NAMESPACES) {
                controller.changedNamespaces().clear();
            }
            controller.events().logPageRead(lid, offset == 0 && bytes >= saying(lid, page));
        }
        if (lid == Lid.CROSS_CONTROLLER_RESET && (GetLogPageCommand.lsp(sqe) & CrossControllerResetLog.LSP_RMC) != 0) {
            controller.resets().removeShown(offset, bytes);
        }
    }

    /** How many bytes of a page a host must have read to know all that it says. */
    private int saying(int lid, byte[] page) {
        return switch (lid) {
            // Both have a header of eight bytes, which begins with the number of entries, and entries of eight bytes.
            case Lid.CROSS_CONTROLLER_RESET, Lid.LOST_HOST_COMMUNICATION -> CrossControllerResetLog.HEADER_BYTES
                    + CrossControllerResetLog.NE.getInt(MemorySegment.ofArray(page)) * CrossControllerResetLog.ENTRY_BYTES;
            default -> page.length;
        };
    }

    private boolean supports(int lid) {
        for (int known : known()) {
            if (known == lid) {
                return true;
            }
        }
        return false;
    }

    private int[] known() {
        return controller.subsystem().isDiscovery() ? DISCOVERY : NVM;
    }

    private byte[] page(int lid, int lsp) {
        return switch (lid) {
            case Lid.SUPPORTED_LOG_PAGES -> supported();
            case Lid.ERROR_INFORMATION -> controller.errors().page(controller.port().capabilities().type().trtype());
            case Lid.SMART -> smart();
            case Lid.FIRMWARE_SLOT -> firmware();
            case Lid.CHANGED_ATTACHED_NAMESPACES -> controller.changedNamespaces().page();
            case Lid.COMMANDS_SUPPORTED_AND_EFFECTS -> Effects.commands();
            case Lid.ANA -> AnaPage.of(controller, (lsp & AnaLog.LSP_RGO) != 0);
            case Lid.FEATURES_SUPPORTED_AND_EFFECTS -> Effects.features(controller.features());
            // LPA bit 5 promises this page; no NVMe-MI command is supported.
            case Lid.NVME_MI_COMMANDS_SUPPORTED -> new byte[NVME_MI_PAGE_BYTES];
            case Lid.CROSS_CONTROLLER_RESET -> controller.resets().page();
            case Lid.LOST_HOST_COMMUNICATION -> controller.subsystem().lostHosts().page(controller.hostNqn(), controller.hostId());
            case Lid.DISCOVERY -> controller.owner().discoveryLogPage(controller, (lsp & DiscoveryLog.LSP_PLEO) != 0);
            default -> throw new IllegalStateException("log page " + Lid.name(lid) + " is in the list and cannot be made");
        };
    }

    private byte[] supported() {
        byte[] page = new byte[SupportedLogPages.BYTES];
        MemorySegment log = MemorySegment.ofArray(page);
        for (int lid : known()) {
            // LID specific parameter of the discovery log page: bit 1, Port Local Entries Only is supported.
            int parameter = lid == Lid.DISCOVERY ? DiscoveryLog.LSP_PLEO << SupportedLogPages.LIDSP_SHIFT : 0;
            SupportedLogPages.put(log, lid, SupportedLogPages.LSUPP | parameter);
        }
        return page;
    }

    /** SMART / Health Information (5.1.12.1.3): of this controller, as nothing here wears out or grows warm. */
    private byte[] smart() {
        byte[] page = new byte[SmartLog.BYTES];
        MemorySegment log = MemorySegment.ofArray(page);
        long bytesRead = 0;
        long bytesWritten = 0;
        long reads = 0;
        long writes = 0;
        long busyNs = 0;
        long mediaErrors = 0;
        for (IoStatistics queue : controller.allStatistics()) {
            bytesRead += queue.bytesRead();
            bytesWritten += queue.bytesWritten();
            reads += queue.reads();
            writes += queue.writes();
            busyNs += queue.busyNs();
            mediaErrors += queue.mediaErrors();
        }
        SmartLog.COMPOSITE_TEMPERATURE.put(log, TEMPERATURE_K);
        SmartLog.AVAILABLE_SPARE.put(log, 100);
        SmartLog.AVAILABLE_SPARE_THRESHOLD.put(log, 10);
        SmartLog.DATA_UNITS_READ.put(log, dataUnits(bytesRead));
        SmartLog.DATA_UNITS_WRITTEN.put(log, dataUnits(bytesWritten));
        SmartLog.HOST_READ_COMMANDS.put(log, reads);
        SmartLog.HOST_WRITE_COMMANDS.put(log, writes);
        SmartLog.CONTROLLER_BUSY_TIME.put(log, TimeUnit.NANOSECONDS.toMinutes(busyNs));
        SmartLog.POWER_CYCLES.put(log, 1);
        SmartLog.POWER_ON_HOURS.put(log, TimeUnit.NANOSECONDS.toHours(controller.ageNs()));
        SmartLog.MEDIA_ERRORS.put(log, mediaErrors);
        SmartLog.ERROR_LOG_ENTRIES.put(log, controller.errors().count());
        return page;
    }

    /** Thousands of 512 bytes, rounded up. */
    private static long dataUnits(long bytes) {
        return (bytes + 511_999) / 512_000;
    }

    private byte[] firmware() {
        byte[] page = new byte[FirmwareSlotLog.BYTES];
        MemorySegment log = MemorySegment.ofArray(page);
        FirmwareSlotLog.AFI.put(log, 1);
        FirmwareSlotLog.FRS1.put(log, controller.owner().firmwareRevision());
        return page;
    }
}
