package io.fenceline.core.target.engine.fabrics;

import io.fenceline.api.Nqn;
import io.fenceline.core.target.engine.Limits;
import io.fenceline.core.target.engine.TargetModel;
import io.fenceline.core.target.engine.controller.Controller;
import io.fenceline.core.target.engine.controller.ControllerState;
import io.fenceline.core.target.engine.controller.QueueHandle;
import io.fenceline.core.target.engine.subsystem.Port;
import io.fenceline.core.target.engine.subsystem.Subsystem;
import io.fenceline.spi.transport.QueuePairParams;
import io.fenceline.spi.transport.TargetQueuePair;
import io.fenceline.wire.ConnectCommand;
import io.fenceline.wire.ConnectData;
import io.fenceline.wire.Id128;
import io.fenceline.wire.Status;
import io.fenceline.wire.TextField;
import java.lang.foreign.MemorySegment;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Judges Connect commands (NVM Express Base 2.1, 6.3 and 3.3.2.2). What a refusal says is what Linux and SPDK hosts print:
 * where a specification leaves a choice, it is theirs.
 */
public final class ConnectHandler {
    /** How many refusals are reported in a second: a host that tries for ever must not fill the log. */
    private static final int REPORTS_PER_SECOND = 10;

    private final TargetModel model;
    private final Limits limits;
    private long secondBeganNs = Long.MIN_VALUE;
    private int refusedInSecond;

    /**
     * Makes one.
     *
     * @param model the target
     */
    public ConnectHandler(TargetModel model) {
        this.model = model;
        limits = model.limits();
    }

    Acceptance connect(Port port, TargetQueuePair queuePair, ConnectRequest request) throws ConnectRefusal {
        MemorySegment sqe = request.sqe();
        MemorySegment data = request.data();
        if (ConnectCommand.RECFMT.getInt(sqe) != 0) {
            throw ConnectRefusal.of(Status.CONNECT_INCOMPATIBLE_FORMAT, "record format " + ConnectCommand.RECFMT.getInt(sqe));
        }
        Nqn subsystemNqn = nqn(ConnectData.SUBNQN, data, "SUBNQN");
        Nqn hostNqn = nqn(ConnectData.HOSTNQN, data, "HOSTNQN");
        Id128 hostId = ConnectData.HOSTID.get(data);
        if (hostId.isZero()) {
            // 5.1.25.1.28: in fabrics a host has an identifier that is not zero.
            throw ConnectRefusal.inData(ConnectData.HOSTID.offset(), "HOSTID is zero");
        }
        Subsystem subsystem = subsystem(port, subsystemNqn);
        if (!subsystem.allows(hostNqn)) {
            throw ConnectRefusal.inData(Status.CONNECT_INVALID_HOST, ConnectData.HOSTNQN.offset(),
                    hostNqn + " may not connect to " + subsystemNqn);
        }
        Host host = new Host(hostNqn, hostId.toUuid());
        int qid = ConnectCommand.QID.getInt(sqe);
        return qid == 0 ? admin(port, queuePair, request, subsystem, host) : io(port, queuePair, request, subsystem, host);
    }

    private record Host(Nqn nqn, UUID id) {
    }

    private static Nqn nqn(TextField field, MemorySegment data, String name) throws ConnectRefusal {
        if (!field.endsWithinField(data)) {
            throw ConnectRefusal.inData(field.offset(), name + " has no terminating null");
        }
        try {
            return new Nqn(field.get(data));
        } catch (IllegalArgumentException e) {
            throw ConnectRefusal.inData(field.offset(), name + ": " + e.getMessage());
        }
    }

    private Subsystem subsystem(Port port, Nqn nqn) throws ConnectRefusal {
        Subsystem discovery = model.discovery();
        if (nqn.equals(Nqn.DISCOVERY) || nqn.equals(discovery.nqn())) {
            if (port.spec().discovery() && !port.isClosing()) {
                return discovery;
            }
        } else {
            Subsystem subsystem = model.subsystem(nqn);
            if (subsystem != null && !subsystem.isClosing() && port.serves(nqn) && !port.isClosing()) {
                return subsystem;
            }
        }
        throw ConnectRefusal.inData(ConnectData.SUBNQN.offset(), nqn + " is not served at port " + port.id());
    }

    private Acceptance admin(Port port, TargetQueuePair queuePair, ConnectRequest request, Subsystem subsystem, Host host)
            throws ConnectRefusal {
        int cntlid = ConnectData.CNTLID.getInt(request.data());
        if (cntlid != ConnectData.CNTLID_DYNAMIC) {
            throw ConnectRefusal.inData(ConnectData.CNTLID.offset(),
                    "CNTLID " + cntlid + "; controllers are dynamic, FFFFh is wanted");
        }
        int size = size(request, limits.adminQueueSize());
        long sameHost = model.controllers(subsystem).stream().filter(c -> c.hostNqn().equals(host.nqn)).count();
        if (sameHost >= limits.maxControllersPerHost()) {
            throw ConnectRefusal.busy(host.nqn + " has " + sameHost + " controllers already");
        }
        if (model.controllers(subsystem).size() >= limits.maxControllersPerSubsystem()) {
            throw ConnectRefusal.busy(subsystem.nqn() + " has as many controllers as it may");
        }
        int id = subsystem.controllerIds().take();
        if (id < 0) {
            throw ConnectRefusal.busy("all controller identifiers of " + subsystem.nqn() + " are in use");
        }
        Controller controller = new Controller(model, subsystem, port, host.nqn, host.id, id,
                ConnectCommand.KATO.get(request.sqe()), queuePair);
        model.add(controller);
        return accept(controller, controller.admin(), 0, size, request);
    }

    private Acceptance io(Port port, TargetQueuePair queuePair, ConnectRequest request, Subsystem subsystem, Host host)
            throws ConnectRefusal {
        int qid = ConnectCommand.QID.getInt(request.sqe());
        if (subsystem.isDiscovery()) {
            throw ConnectRefusal.inCommand(ConnectCommand.QID.offset(), "a discovery controller has no I/O queues");
        }
        int cntlid = ConnectData.CNTLID.getInt(request.data());
        Controller controller = model.controller(subsystem, cntlid);
        if (controller == null || controller.state().isLost()) {
            throw ConnectRefusal.inData(ConnectData.CNTLID.offset(), "there is no controller " + cntlid).forNow();
        }
        if (!controller.hostNqn().equals(host.nqn)) {
            throw ConnectRefusal.inData(ConnectData.HOSTNQN.offset(), "controller " + cntlid + " is another host's");
        }
        if (!controller.hostId().equals(host.id)) {
            throw ConnectRefusal.inData(ConnectData.HOSTID.offset(), "controller " + cntlid + " has another host identifier");
        }
        if (controller.port() != port) {
            // Access states belong to a port: all queues of a controller come in at the same one.
            throw ConnectRefusal.inData(ConnectData.CNTLID.offset(), "controller " + cntlid + " is at port " + controller.port().id());
        }
        if (controller.state() != ControllerState.READY) {
            throw ConnectRefusal.inCommand(ConnectCommand.QID.offset(), "controller " + cntlid + " is " + controller.state().label())
                    .forNow();
        }
        if (qid > controller.maxIoQueues()) {
            throw ConnectRefusal.inCommand(ConnectCommand.QID.offset(), "QID " + qid + "; at most " + controller.maxIoQueues());
        }
        if (controller.hasQueue(qid)) {
            throw ConnectRefusal.of(Status.COMMAND_SEQUENCE_ERROR, "queue " + qid + " of controller " + cntlid + " is there already")
                    .forNow();
        }
        int size = size(request, controller.maxQueueSize());
        return accept(controller, controller.addQueue(qid, queuePair), qid, size, request);
    }

    /** SQSIZE is zero's based; a queue of one entry cannot hold anything. */
    private static int size(ConnectRequest request, int max) throws ConnectRefusal {
        int sqsize = ConnectCommand.SQSIZE.getInt(request.sqe());
        if (sqsize == 0 || sqsize >= max) {
            throw ConnectRefusal.inCommand(ConnectCommand.SQSIZE.offset(), "SQSIZE " + sqsize + "; 1 to " + (max - 1) + " is wanted");
        }
        return sqsize + 1;
    }

    private static Acceptance accept(Controller controller, QueueHandle handle, int qid, int size, ConnectRequest request) {
        boolean flowControl = (ConnectCommand.CATTR.getInt(request.sqe()) & ConnectCommand.CATTR_DISABLE_SQ_FLOW_CONTROL) == 0;
        return new Acceptance(new QueuePairParams(controller.hostNqn(), controller.hostId(), controller.subsystem().nqn(),
                controller.cntlid(), qid, size, flowControl), handle);
    }

    void refused(Port port, TargetQueuePair queuePair, ConnectRefusal refusal) {
        long nowNs = model.loop().nowNs();
        if (secondBeganNs == Long.MIN_VALUE || nowNs - secondBeganNs >= TimeUnit.SECONDS.toNanos(1)) {
            if (refusedInSecond > REPORTS_PER_SECOND) {
                model.report((refusedInSecond - REPORTS_PER_SECOND) + " more Connect commands were refused");
            }
            secondBeganNs = nowNs;
            refusedInSecond = 0;
        }
        if (++refusedInSecond <= REPORTS_PER_SECOND) {
            model.report("Connect from " + queuePair.remote() + " at port " + port.id() + " is refused: " + refusal.getMessage());
        }
    }
}
