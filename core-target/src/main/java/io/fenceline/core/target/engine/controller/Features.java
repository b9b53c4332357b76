package io.fenceline.core.target.engine.controller;

import io.fenceline.wire.Feature;
import io.fenceline.wire.FeaturesCommand;
import io.fenceline.wire.Fid;
import io.fenceline.wire.HostBehavior;
import io.fenceline.wire.Id128;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Get and Set Features (NVM Express Base 2.1, 5.1.11 and 5.1.25). All features are the controller's own and none can be
 * saved. Those that fabrics prohibit (interrupts, 08h and 09h) or that are not there (reservations, 82h and 83h, and the
 * rest) get Invalid Field.
 */
final class Features {
    private static final int NSID_OFFSET = 4;
    private static final int FID_OFFSET = 40;
    private static final int SEL_OFFSET = 41;
    private static final int SV_OFFSET = 43;
    private static final int CDW11_OFFSET = 44;
    private static final int ZEROES_BASED_LIMIT = 0xFFFF;
    /** Arbitration: no limit on the burst; one arbitration mechanism, so that the weights are not used. */
    private static final int ARBITRATION_DEFAULT = 7;
    /** Temperature thresholds: over-temperature as WCTEMP, under-temperature 0 K, of the composite temperature. */
    private static final int OVER_TEMPERATURE_DEFAULT = 343;

    private final Controller controller;
    private final Map<Integer, Integer> defaults = new TreeMap<>();
    private final Map<Integer, Integer> current = new TreeMap<>();
    private final byte[] hostBehavior = new byte[HostBehavior.BYTES];
    private int underTemperature;
    private int ioQueues;

    Features(Controller controller) {
        this.controller = controller;
        int queues = controller.subsystem().spec().maxIoQueues();
        if (!controller.subsystem().isDiscovery()) {
            defaults.put(Fid.ARBITRATION, ARBITRATION_DEFAULT);
            defaults.put(Fid.POWER_MANAGEMENT, 0);
            defaults.put(Fid.TEMPERATURE_THRESHOLD, OVER_TEMPERATURE_DEFAULT);
            defaults.put(Fid.ERROR_RECOVERY, 0);
            defaults.put(Fid.VOLATILE_WRITE_CACHE, Feature.WCE);
            defaults.put(Fid.NUMBER_OF_QUEUES, Feature.numberOfQueues(queues - 1, queues - 1));
            defaults.put(Fid.WRITE_ATOMICITY, 0);
            defaults.put(Fid.HOST_BEHAVIOR, 0);
            defaults.put(Fid.HOST_IDENTIFIER, 0);
        }
        defaults.put(Fid.ASYNC_EVENT_CONFIGURATION, 0);
        defaults.put(Fid.KEEP_ALIVE_TIMER, 0);
        reset();
    }

    /** A controller level reset: all but the keep alive timer, which belongs to the association, is as at the beginning. */
    void reset() {
        current.clear();
        current.putAll(defaults);
        Arrays.fill(hostBehavior, (byte) 0);
        underTemperature = 0;
        ioQueues = controller.subsystem().isDiscovery() ? 0 : controller.subsystem().spec().maxIoQueues();
    }

    Set<Integer> supported() {
        return defaults.keySet();
    }

    /** How many I/O queues the host may make. */
    int ioQueues() {
        return ioQueues;
    }

    // ---- Get Features ----

    void get(AdminCommand command) {
        int fid = FeaturesCommand.FID.getInt(command.sqe());
        Integer initial = defaults.get(fid);
        if (initial == null) {
            command.fail(Status.INVALID_FIELD, FID_OFFSET);
            return;
        }
        switch (FeaturesCommand.sel(command.sqe())) {
            case FeaturesCommand.SEL_CURRENT -> getCurrent(command, fid);
            // 5.1.11: what cannot be saved has its default as saved value.
            case FeaturesCommand.SEL_DEFAULT, FeaturesCommand.SEL_SAVED -> getDefault(command, fid, initial);
            case FeaturesCommand.SEL_SUPPORTED -> command.complete(Status.SUCCESS,
                    isChangeable(fid) ? FeaturesCommand.CAPABILITY_CHANGEABLE : 0);
            default -> command.fail(Status.INVALID_FIELD, SEL_OFFSET);
        }
    }

    /** In fabrics Connect says who the host is, and that stays. */
    private static boolean isChangeable(int fid) {
        return fid != Fid.HOST_IDENTIFIER;
    }

    private void getDefault(AdminCommand command, int fid, int initial) {
        switch (fid) {
            case Fid.HOST_BEHAVIOR -> completeWith(command, new byte[HostBehavior.BYTES]);
            case Fid.HOST_IDENTIFIER -> completeWith(command, new byte[Id128.BYTES]);
            default -> command.complete(Status.SUCCESS, Integer.toUnsignedLong(initial));
        }
    }

    private void getCurrent(AdminCommand command, int fid) {
        switch (fid) {
            case Fid.ASYNC_EVENT_CONFIGURATION -> command.complete(Status.SUCCESS,
                    Integer.toUnsignedLong(controller.events().configuration()));
            case Fid.KEEP_ALIVE_TIMER -> command.complete(Status.SUCCESS, controller.keepAlive().katoMs());
            case Fid.HOST_BEHAVIOR -> completeWith(command, hostBehavior.clone());
            case Fid.HOST_IDENTIFIER -> {
                // 5.1.25.1.28: fabrics use the extended identifier only.
                if ((command.cdw(11) & Feature.EXHID) == 0) {
                    command.fail(Status.INVALID_FIELD, CDW11_OFFSET);
                    return;
                }
                byte[] id = new byte[Id128.BYTES];
                Id128.of(controller.hostId()).put(MemorySegment.ofArray(id), 0);
                completeWith(command, id);
            }
            case Fid.TEMPERATURE_THRESHOLD -> getTemperature(command);
            default -> command.complete(Status.SUCCESS, Integer.toUnsignedLong(current.getOrDefault(fid, 0)));
        }
    }

    private static void completeWith(AdminCommand command, byte[] data) {
        if (command.dataLength() < data.length) {
            command.fail(Status.DATA_SGL_LENGTH_INVALID, Sqe.SGL1);
        } else {
            command.completeWith(data);
        }
    }

    private void getTemperature(AdminCommand command) {
        if (Feature.temperatureSelect(command.cdw(11)) != 0 || Feature.thresholdType(command.cdw(11)) > 1) {
            command.fail(Status.INVALID_FIELD, CDW11_OFFSET);
        } else if (Feature.thresholdType(command.cdw(11)) == 1) {
            command.complete(Status.SUCCESS, underTemperature);
        } else {
            command.complete(Status.SUCCESS, current.getOrDefault(Fid.TEMPERATURE_THRESHOLD, 0));
        }
    }

    // ---- Set Features ----

    void set(AdminCommand command) {
        int fid = FeaturesCommand.FID.getInt(command.sqe());
        if (!defaults.containsKey(fid)) {
            command.fail(Status.INVALID_FIELD, FID_OFFSET);
            return;
        }
        if (FeaturesCommand.sv(command.sqe())) {
            command.fail(Status.FEATURE_NOT_SAVEABLE, SV_OFFSET);
            return;
        }
        if (command.nsid() != 0 && command.nsid() != Sqe.NSID_ALL && fid != Fid.ERROR_RECOVERY) {
            command.fail(Status.FEATURE_NOT_NAMESPACE_SPECIFIC, NSID_OFFSET);
            return;
        }
        int value = command.cdw(11);
        switch (fid) {
            case Fid.ASYNC_EVENT_CONFIGURATION -> {
                if ((value & ~ControllerEvent.configurable(controller.subsystem().isDiscovery())) != 0) {
                    command.fail(Status.INVALID_FIELD, CDW11_OFFSET);
                } else {
                    controller.events().configure(value);
                    command.complete(Status.SUCCESS);
                }
            }
            case Fid.KEEP_ALIVE_TIMER -> {
                controller.keepAlive(Integer.toUnsignedLong(value));
                command.complete(Status.SUCCESS);
            }
            case Fid.NUMBER_OF_QUEUES -> setNumberOfQueues(command, value);
            case Fid.HOST_BEHAVIOR -> setHostBehavior(command);
            // 5.1.25.1.28: in fabrics the Connect command has set it.
            case Fid.HOST_IDENTIFIER -> command.fail(Status.COMMAND_SEQUENCE_ERROR, FID_OFFSET);
            case Fid.TEMPERATURE_THRESHOLD -> setTemperature(command, value);
            case Fid.POWER_MANAGEMENT -> store(command, fid, value, Feature.powerState(value) == 0);
            // Deallocated or unwritten blocks are never an error here (NSFEAT.DAE is clear).
            case Fid.ERROR_RECOVERY -> store(command, fid, value & 0xFFFF, (value & Feature.DULBE) == 0);
            case Fid.WRITE_ATOMICITY -> store(command, fid, value & Feature.DN, true);
            case Fid.VOLATILE_WRITE_CACHE -> setWriteCache(command, value);
            default -> store(command, fid, value, true);
        }
    }

    private void store(AdminCommand command, int fid, int value, boolean valid) {
        if (valid) {
            current.put(fid, value);
            command.complete(Status.SUCCESS);
        } else {
            command.fail(Status.INVALID_FIELD, CDW11_OFFSET);
        }
    }

    /** 5.1.25.1.5: values are zero's based; FFFFh is not allowed; once only, before the first I/O queue. */
    private void setNumberOfQueues(AdminCommand command, int value) {
        if (Feature.nsqr(value) == ZEROES_BASED_LIMIT || Feature.ncqr(value) == ZEROES_BASED_LIMIT) {
            command.fail(Status.INVALID_FIELD, CDW11_OFFSET);
            return;
        }
        if (controller.hasIoQueues()) {
            command.fail(Status.COMMAND_SEQUENCE_ERROR, FID_OFFSET);
            return;
        }
        // In fabrics queues come in pairs.
        int wanted = Math.min(Feature.nsqr(value), Feature.ncqr(value)) + 1;
        ioQueues = Math.min(wanted, controller.subsystem().spec().maxIoQueues());
        int granted = Feature.numberOfQueues(ioQueues - 1, ioQueues - 1);
        current.put(Fid.NUMBER_OF_QUEUES, granted);
        command.complete(Status.SUCCESS, Integer.toUnsignedLong(granted));
    }

    private void setHostBehavior(AdminCommand command) {
        MemorySegment data = command.input();
        if (data.byteSize() < HostBehavior.BYTES) {
            command.fail(Status.DATA_SGL_LENGTH_INVALID, Sqe.SGL1);
            return;
        }
        boolean valid = HostBehavior.ACRE.getInt(data) <= 1 && HostBehavior.ETDAS.getInt(data) <= 1 && HostBehavior.LBAFEE.getInt(data) <= 1
                && HostBehavior.HDISNS.getInt(data) <= 1;
        if (!valid) {
            command.fail(Status.INVALID_FIELD, AdminCommand.NO_LOCATION);
            return;
        }
        MemorySegment.copy(data, 0, MemorySegment.ofArray(hostBehavior), 0, HostBehavior.BYTES);
        command.complete(Status.SUCCESS);
    }

    private void setTemperature(AdminCommand command, int value) {
        // TMPSEL Fh sets all sensors, of which there is the composite one only.
        int sensor = Feature.temperatureSelect(value);
        int type = Feature.thresholdType(value);
        if ((sensor != 0 && sensor != 0xF) || type > 1) {
            command.fail(Status.INVALID_FIELD, CDW11_OFFSET);
            return;
        }
        if (type == 1) {
            underTemperature = Feature.temperatureThreshold(value);
        } else {
            current.put(Fid.TEMPERATURE_THRESHOLD, Feature.temperatureThreshold(value));
        }
        command.complete(Status.SUCCESS);
    }

    private void setWriteCache(AdminCommand command, int value) {
        current.put(Fid.VOLATILE_WRITE_CACHE, value & Feature.WCE);
        controller.writeCache((value & Feature.WCE) != 0);
        command.complete(Status.SUCCESS);
    }
}
