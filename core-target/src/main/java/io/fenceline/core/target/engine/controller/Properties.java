package io.fenceline.core.target.engine.controller;

import io.fenceline.wire.Cap;
import io.fenceline.wire.Cc;
import io.fenceline.wire.Crto;
import io.fenceline.wire.Csts;
import io.fenceline.wire.Property;
import io.fenceline.wire.PropertyCommand;
import io.fenceline.wire.Status;
import io.fenceline.wire.Version;

/**
 * Controller properties and the Property Get and Set commands (NVM Express Base 2.1, 3.1.4 and 6.5, 6.6).
 *
 * <p>The version is 2.1: the one whose Identify fields and log pages are implemented. Linux takes it: since 2.0 it asks for
 * the command set independent Identify data (CNS 08h), which is there.
 */
final class Properties {
    /** What VS says. */
    static final int VERSION = Version.V2_1;
    private static final int SQE_SIZE_LOG2 = 6;
    private static final int CQE_SIZE_LOG2 = 4;
    private static final int ATTRIB_OFFSET = 40;
    private static final int OFST_OFFSET = 44;
    private static final int VALUE_OFFSET = 48;
    /** What a host may change in CC while it is enabled: EN and SHN. */
    private static final int CC_LIVE_BITS = Cc.EN | 3 << 14;

    private final Controller controller;
    private int cc;

    Properties(Controller controller) {
        this.controller = controller;
    }

    int cc() {
        return cc;
    }

    long cap() {
        return Cap.of(controller.maxQueueSize() - 1, controller.owner().limits().readyTimeoutUnits(), 0,
                Cap.CQR | Cap.CSS_NVM | Cap.CSS_IOCSS | Cap.CRWMS);
    }

    int csts() {
        int ready = Cc.en(cc) ? Csts.RDY : 0;
        return switch (controller.state()) {
            case DISABLED -> 0;
            case READY, RESETTING -> Csts.RDY;
            case SHUTTING_DOWN -> Csts.withShst(ready, Csts.SHST_OCCURRING);
            case SHUTDOWN -> Csts.withShst(ready, Csts.SHST_COMPLETE);
            case FATAL, QUIESCING, DISCONNECTING, GONE -> ready | Csts.CFS;
        };
    }

    void get(AdminCommand command) {
        int size = PropertyCommand.size(command.sqe());
        if (size > PropertyCommand.SIZE_8) {
            command.fail(Status.INVALID_FIELD, ATTRIB_OFFSET);
            return;
        }
        int bytes = size == PropertyCommand.SIZE_8 ? 8 : 4;
        int offset = PropertyCommand.OFST.getInt(command.sqe());
        // An eight byte property can be read in halves too.
        int property = offset == Property.CAP + 4 && bytes == 4 ? Property.CAP : offset;
        long value;
        switch (property) {
            case Property.CAP -> value = cap();
            case Property.VS -> value = VERSION;
            case Property.CC -> value = Integer.toUnsignedLong(cc);
            case Property.CSTS -> value = csts();
            case Property.CRTO -> {
                int units = controller.owner().limits().readyTimeoutUnits();
                value = Integer.toUnsignedLong(Crto.of(units, units));
            }
            default -> {
                command.fail(Status.INVALID_FIELD, OFST_OFFSET);
                return;
            }
        }
        if (bytes > Property.bytes(property)) {
            command.fail(Status.INVALID_FIELD, ATTRIB_OFFSET);
            return;
        }
        command.complete(Status.SUCCESS, bytes == 8 ? value : (value >>> (8 * (offset - property))) & 0xFFFF_FFFFL);
    }

    void set(AdminCommand command) {
        if (PropertyCommand.OFST.getInt(command.sqe()) != Property.CC) {
            command.fail(Status.INVALID_FIELD, OFST_OFFSET);
            return;
        }
        if (PropertyCommand.size(command.sqe()) != PropertyCommand.SIZE_4) {
            command.fail(Status.INVALID_FIELD, ATTRIB_OFFSET);
            return;
        }
        int wrong = writeCc((int) PropertyCommand.VALUE.get(command.sqe()));
        if (wrong == Status.SUCCESS) {
            command.complete(Status.SUCCESS);
        } else {
            command.fail(wrong, VALUE_OFFSET);
        }
    }

    private int writeCc(int value) {
        boolean enabled = Cc.en(cc);
        if (enabled && Cc.en(value) && ((value ^ cc) & ~CC_LIVE_BITS) != 0) {
            return Status.INVALID_FIELD;
        }
        if (!enabled && Cc.en(value)) {
            return enable(value);
        }
        if (enabled && !Cc.en(value)) {
            return disable(value);
        }
        boolean shutdown = Cc.shn(value) != Cc.SHN_NONE && Cc.shn(cc) == Cc.SHN_NONE;
        boolean begin = shutdown && ControllerState.SHUTTING_DOWN.mayFollow(controller.state());
        if (shutdown && !begin) {
            return Status.COMMAND_SEQUENCE_ERROR;
        }
        boolean restart = controller.state() == ControllerState.SHUTDOWN && !enabled && Cc.shn(value) == Cc.SHN_NONE;
        cc = value;
        if (begin) {
            controller.shutDown();
        } else if (restart) {
            controller.reset();
        }
        return Status.SUCCESS;
    }

    private int enable(int value) {
        if (controller.state() != ControllerState.DISABLED) {
            return Status.COMMAND_SEQUENCE_ERROR;
        }
        int css = Cc.css(value);
        boolean known = css == Cc.CSS_NVM || css == Cc.CSS_IOCSS || css == Cc.CSS_ADMIN;
        if (!known || Cc.mps(value) != 0 || Cc.ams(value) != 0 || Cc.crime(value)) {
            return Status.INVALID_FIELD;
        }
        // A discovery controller has no I/O queues, and hosts fill these fields or not.
        if (!controller.subsystem().isDiscovery() && (Cc.iosqes(value) != SQE_SIZE_LOG2 || Cc.iocqes(value) != CQE_SIZE_LOG2)) {
            return Status.INVALID_FIELD;
        }
        if (Cc.shn(value) != Cc.SHN_NONE) {
            return Status.INVALID_FIELD;
        }
        cc = value;
        controller.enable();
        return Status.SUCCESS;
    }

    private int disable(int value) {
        if (!ControllerState.RESETTING.mayFollow(controller.state())) {
            return Status.COMMAND_SEQUENCE_ERROR;
        }
        cc = Cc.withShn(value, Cc.SHN_NONE);
        controller.reset();
        return Status.SUCCESS;
    }
}
