package io.fenceline.core.target.engine.controller;

import io.fenceline.core.target.engine.namespace.Namespace;
import io.fenceline.wire.Cns;
import io.fenceline.wire.Csi;
import io.fenceline.wire.IdentifierList;
import io.fenceline.wire.IdentifyCommand;
import io.fenceline.wire.IoCommandSets;
import io.fenceline.wire.NsidList;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The Identify command (NVM Express Base 2.1, 5.1.13): which structure, of what. */
final class IdentifyCommands {
    private static final int NSID_OFFSET = 4;
    private static final int CNS_OFFSET = 40;
    private static final int CNTID_OFFSET = 42;
    private static final int CSI_OFFSET = 47;
    /** Greatest NSID of a list request plus one: FFFFFFFEh and FFFFFFFFh are not allowed (5.1.13.2.2). */
    private static final int LIST_NSID_LIMIT = 0xFFFF_FFFE;

    private final Controller controller;

    IdentifyCommands(Controller controller) {
        this.controller = controller;
    }

    void execute(AdminCommand command) {
        if (command.dataLength() < IdentifyCommand.DATA_BYTES) {
            command.fail(Status.DATA_SGL_LENGTH_INVALID, Sqe.SGL1);
            return;
        }
        int cns = IdentifyCommand.CNS.getInt(command.sqe());
        if (controller.subsystem().isDiscovery()) {
            discovery(command, cns);
            return;
        }
        int csi = IdentifyCommand.CSI.getInt(command.sqe());
        switch (cns) {
            case Cns.NAMESPACE -> namespace(command, true);
            case Cns.ALLOCATED_NAMESPACE -> namespace(command, false);
            case Cns.CONTROLLER -> command.completeWith(ControllerData.nvm(controller));
            case Cns.ACTIVE_NAMESPACE_LIST, Cns.ALLOCATED_NAMESPACE_LIST -> namespaceList(command);
            case Cns.NAMESPACE_DESCRIPTORS -> {
                Namespace namespace = activeNamespace(command);
                if (namespace != null) {
                    command.completeWith(NamespaceData.descriptors(namespace));
                }
            }
            case Cns.IOCS_NAMESPACE -> iocsNamespace(command, csi);
            case Cns.IOCS_CONTROLLER -> {
                if (isNvm(command, csi)) {
                    command.completeWith(ControllerData.nvmCommandSet());
                }
            }
            case Cns.IOCS_ACTIVE_NAMESPACE_LIST -> {
                if (isNvm(command, csi)) {
                    namespaceList(command);
                }
            }
            case Cns.INDEPENDENT_NAMESPACE -> {
                Namespace namespace = namespaceOrZeroes(command);
                if (namespace != null) {
                    command.completeWith(NamespaceData.independent(namespace));
                }
            }
            case Cns.NAMESPACE_CONTROLLER_LIST -> {
                if (activeNamespace(command) != null) {
                    controllerList(command);
                }
            }
            case Cns.CONTROLLER_LIST -> controllerList(command);
            // 5.1.13.2.17: there are no endurance groups, and the list says so.
            case Cns.ENDURANCE_GROUP_LIST -> command.completeWith(new byte[IdentifierList.BYTES]);
            case Cns.IO_COMMAND_SETS -> commandSets(command);
            default -> command.fail(Status.INVALID_FIELD, CNS_OFFSET);
        }
    }

    private void discovery(AdminCommand command, int cns) {
        if (cns == Cns.CONTROLLER) {
            command.completeWith(ControllerData.discovery(controller));
        } else {
            command.fail(Status.INVALID_FIELD, CNS_OFFSET);
        }
    }

    private boolean isNvm(AdminCommand command, int csi) {
        if (csi != Csi.NVM) {
            command.fail(Status.INVALID_FIELD, CSI_OFFSET);
            return false;
        }
        return true;
    }

    /** CNS 00h and 11h: NSID FFFFFFFFh asks for what all namespaces have in common, which needs Namespace Management. */
    private void namespace(AdminCommand command, boolean active) {
        Namespace namespace = namespaceOrZeroes(command);
        if (namespace != null) {
            command.completeWith(NamespaceData.nvm(controller, namespace, active));
        }
    }

    /** CNS 05h. */
    private void iocsNamespace(AdminCommand command, int csi) {
        if (isNvm(command, csi)) {
            Namespace namespace = namespaceOrZeroes(command);
            if (namespace != null) {
                command.completeWith(NamespaceData.nvmCommandSet());
            }
        }
    }

    /** The namespace; null: it is inactive and the command has been answered with zeroes, or the NSID is invalid. */
    private @Nullable Namespace namespaceOrZeroes(AdminCommand command) {
        if (!isValid(command)) {
            return null;
        }
        Namespace namespace = controller.namespaces().get(command.nsid());
        if (namespace == null) {
            // 5.1.13.2.1: an inactive NSID gets a zero filled structure.
            command.completeWith(new byte[IdentifyCommand.DATA_BYTES]);
        }
        return namespace;
    }

    /** The namespace; null: the NSID is invalid or inactive, and the command has been refused (3.2.1.2). */
    private @Nullable Namespace activeNamespace(AdminCommand command) {
        if (!isValid(command)) {
            return null;
        }
        Namespace namespace = controller.namespaces().get(command.nsid());
        if (namespace == null) {
            command.fail(Status.INVALID_FIELD, NSID_OFFSET);
        }
        return namespace;
    }

    private boolean isValid(AdminCommand command) {
        int nsid = command.nsid();
        if (nsid == 0 || Integer.compareUnsigned(nsid, controller.namespaces().maxNsid()) > 0) {
            command.fail(Status.INVALID_NAMESPACE, NSID_OFFSET);
            return false;
        }
        return true;
    }

    private void namespaceList(AdminCommand command) {
        if (Integer.compareUnsigned(command.nsid(), LIST_NSID_LIMIT) >= 0) {
            command.fail(Status.INVALID_NAMESPACE, NSID_OFFSET);
            return;
        }
        byte[] page = new byte[NsidList.BYTES];
        MemorySegment list = MemorySegment.ofArray(page);
        int n = 0;
        for (Namespace namespace : controller.namespaces().active()) {
            if (Integer.compareUnsigned(namespace.nsid(), command.nsid()) > 0 && n < NsidList.MAX) {
                NsidList.put(list, n++, namespace.nsid());
            }
        }
        command.completeWith(page);
    }

    /** CNS 12h and 13h: identifiers from CNTID on. Every controller is attached to every namespace. */
    private void controllerList(AdminCommand command) {
        int from = IdentifyCommand.CNTID.getInt(command.sqe());
        byte[] page = new byte[IdentifierList.BYTES];
        MemorySegment list = MemorySegment.ofArray(page);
        for (Controller other : controller.owner().controllers(controller.subsystem())) {
            if (other.cntlid() >= from && !IdentifierList.add(list, other.cntlid())) {
                break;
            }
        }
        command.completeWith(page);
    }

    /** CNS 1Ch: one combination, which is the NVM command set alone. */
    private void commandSets(AdminCommand command) {
        int cntid = IdentifyCommand.CNTID.getInt(command.sqe());
        if (cntid != 0xFFFF && cntid != controller.cntlid()) {
            command.fail(Status.INVALID_FIELD, CNTID_OFFSET);
            return;
        }
        byte[] page = new byte[IoCommandSets.BYTES];
        IoCommandSets.put(MemorySegment.ofArray(page), 0, 1L << Csi.NVM);
        command.completeWith(page);
    }
}
