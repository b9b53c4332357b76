package io.fenceline.core.host.engine.controller;

import io.fenceline.api.Nqn;
import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.queue.AdminCall;
import io.fenceline.core.host.engine.queue.AdminQueue;
import io.fenceline.core.host.engine.queue.IoQueue;
import io.fenceline.wire.Aec;
import io.fenceline.wire.AnaLog;
import io.fenceline.wire.Cap;
import io.fenceline.wire.Cc;
import io.fenceline.wire.Cns;
import io.fenceline.wire.ConnectCommand;
import io.fenceline.wire.ConnectData;
import io.fenceline.wire.ConnectResponse;
import io.fenceline.wire.Csts;
import io.fenceline.wire.FeaturesCommand;
import io.fenceline.wire.Fid;
import io.fenceline.wire.GetLogPageCommand;
import io.fenceline.wire.Id128;
import io.fenceline.wire.IdentifyCommand;
import io.fenceline.wire.IdentifyController;
import io.fenceline.wire.Lid;
import io.fenceline.wire.Property;
import io.fenceline.wire.PropertyCommand;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Makes a controller ready, step by step (NVM Express Base 2.1, 3.5.2): Connect, capabilities, enable, Identify, features, I/O
 * queues, event requests, ANA log. The time is bounded by the attempt's; a step that fails ends the attempt.
 */
final class Initialization {
    /** How often a controller that is becoming ready is asked. */
    private static final long READY_POLL_NS = 10_000_000L;
    /** The longest an ANA log may be: a group for each of this many identifiers. */
    private static final int MAX_ANA_GROUPS = 4096;
    /** The events that one has a use for. */
    private static final int EVENTS = Aec.NAN | Aec.FAN | Aec.ANA | Aec.DLPCN | Aec.CCRCN | Aec.LHCN;
    /** The least size of a queue that MQES can express. */
    private static final int MIN_QUEUE_SIZE = 2;

    private static final MemorySegment NO_DATA = MemorySegment.ofArray(new byte[0]);

    private final Association association;
    private final ControlLoop control;
    private final AdminQueue admin;
    private final ControllerSettings settings;
    private String step = "connection";
    private long cap;
    private int cc;
    private int queuesConnected;
    private AnaStates anaStates = AnaStates.NONE;

    Initialization(Association association, ControlLoop control, AdminQueue admin, ControllerSettings settings) {
        this.association = association;
        this.control = control;
        this.admin = admin;
        this.settings = settings;
    }

    String step() {
        return step;
    }

    int cc() {
        return cc;
    }

    AnaStates anaStates() {
        return anaStates;
    }

    void anaStates(AnaStates states) {
        anaStates = states;
    }

    /** What a step does with an answer; it has not failed. */
    @FunctionalInterface
    private interface Next {
        void then(long result, MemorySegment data);
    }

    /** What a step does with an error status of the controller. */
    @FunctionalInterface
    private interface OnError {
        void then(int status, long result);
    }

    private void call(String name, AdminCall.Encoder encoder, @Nullable MemorySegment out, int read, OnError error, Next next) {
        step = name;
        admin.submit(new AdminCall(name, encoder, out, read, Long.MAX_VALUE, (status, result, data) -> {
            if (association.isEnding()) {
                return;
            }
            if (status == Status.SUCCESS) {
                next.then(result, data);
            } else if (Association.isLost(status)) {
                association.fail(new ConnectFailure("the connection was lost, at: " + name, false));
            } else {
                error.then(status, result);
            }
        }), false);
    }

    private void call(String name, AdminCall.Encoder encoder, int read, Next next) {
        call(name, encoder, null, read,
                (status, result) -> association.fail(new ConnectFailure(name + " was answered with " + Status.name(status), false)), next);
    }

    MemorySegment connectData(int cntlid) {
        MemorySegment data = MemorySegment.ofArray(new byte[ConnectData.BYTES]);
        ConnectData.encode(data, Id128.of(settings.hostId()), cntlid, settings.subsystem().value(), settings.hostNqn().value());
        return data;
    }

    void begin() {
        int cattr = settings.flowControl() ? 0 : ConnectCommand.CATTR_DISABLE_SQ_FLOW_CONTROL;
        long katoMs = settings.keepAliveNs() / 1_000_000;
        call("Connect", (sqe, cid) -> ConnectCommand.encode(sqe, cid, 0, AdminQueue.SIZE - 1, cattr, katoMs),
                connectData(ConnectData.CNTLID_DYNAMIC), 0,
                (status, result) -> association.fail(refused(status, result)), (result, data) -> {
                    if (((int) result & (ConnectResponse.ATR | ConnectResponse.ASCR)) != 0) {
                        association.fail(new ConnectFailure("the controller demands authentication, which is not supported here; a host"
                                + " without DH-HMAC-CHAP key at the subsystem is wanted", true));
                        return;
                    }
                    association.connected(ConnectResponse.cntlid(result));
                    capabilities();
                });
    }

    private ConnectFailure refused(int status, long result) {
        String text = switch (Status.plain(status)) {
            case Status.CONNECT_INVALID_HOST -> "Connect: host " + settings.hostNqn() + " may not use subsystem " + settings.subsystem();
            case Status.CONNECT_INVALID_PARAMETERS -> "Connect: " + invalid(result);
            case Status.CONNECT_CONTROLLER_BUSY -> "Connect: the controller is busy";
            default -> "Connect was answered with " + Status.name(status);
        };
        return new ConnectFailure(text, Status.dnr(status));
    }

    private String invalid(long result) {
        int offset = ConnectResponse.ipo(result);
        if (ConnectResponse.isInData(result)) {
            if (offset == ConnectData.SUBNQN.offset()) {
                return "no subsystem " + settings.subsystem() + " at " + association.address();
            }
            if (offset == ConnectData.HOSTNQN.offset()) {
                return "host NQN " + settings.hostNqn() + " is not accepted";
            }
            return "invalid parameter at byte " + offset + " of the data";
        }
        return "invalid parameter at byte " + offset + " of the command";
    }

    private void capabilities() {
        call("Property Get CAP", (sqe, cid) -> PropertyCommand.encodeGet(sqe, cid, Property.CAP), 0, (result, data) -> {
            cap = result;
            int css = Cap.css(cap) == 0 || (Cap.css(cap) & 1) != 0 ? Cc.CSS_NVM : Cc.CSS_IOCSS;
            cc = Cc.enable(css);
            call("Property Set CC.EN", (sqe, cid) -> PropertyCommand.encodeSet(sqe, cid, Property.CC, cc), 0,
                    (none, nothing) -> awaitReady());
        });
    }

    private void awaitReady() {
        call("Property Get CSTS", (sqe, cid) -> PropertyCommand.encodeGet(sqe, cid, Property.CSTS), 0, (result, data) -> {
            int csts = (int) result;
            if (Csts.cfs(csts)) {
                association.fail(new ConnectFailure("the controller has a fatal status (CSTS.CFS) while it is being enabled", false));
            } else if (Csts.rdy(csts)) {
                identify();
            } else {
                step = "wait for CSTS.RDY";
                control.schedule(() -> {
                    if (!association.isEnding()) {
                        awaitReady();
                    }
                }, READY_POLL_NS);
            }
        });
    }

    private void identify() {
        call("Identify Controller", (sqe, cid) -> IdentifyCommand.encode(sqe, cid, 0, Cns.CONTROLLER, 0, 0), IdentifyController.BYTES,
                (result, id) -> {
                    if (isDiscovery(id)) {
                        identified(id, NO_DATA);
                        return;
                    }
                    // Limits of commands; older controllers do not know this structure, and then MDTS holds for all.
                    call("Identify NVM Controller", (sqe, cid) -> IdentifyCommand.encode(sqe, cid, 0, Cns.IOCS_CONTROLLER, 0, 0), null,
                            IdentifyController.BYTES, (status, none) -> identified(id, NO_DATA),
                            (none, nvm) -> identified(id, nvm));
                });
    }

    private boolean isDiscovery(MemorySegment id) {
        return IdentifyController.CNTRLTYPE.getInt(id) == IdentifyController.CNTRLTYPE_DISCOVERY
                || settings.subsystem().equals(Nqn.DISCOVERY);
    }

    private void identified(MemorySegment id, MemorySegment nvm) {
        if (isDiscovery(id) && settings.ioQueues() > 0) {
            association.fail(new ConnectFailure(settings.subsystem() + " is a discovery service: a subsystem with namespaces is wanted",
                    true));
            return;
        }
        ControllerFacts facts = ControllerFacts.of(id, cap, association.cntlid(), association.maxTransferBytes(), nvm);
        association.identified(facts);
        association.startKeepAlive(facts);
        int events = facts.oaes() & EVENTS;
        call("Set Features, Asynchronous Event Configuration",
                (sqe, cid) -> FeaturesCommand.encodeSet(sqe, cid, 0, Fid.ASYNC_EVENT_CONFIGURATION, events), null, 0,
                (status, result) -> afterEvents(facts), (result, data) -> afterEvents(facts));
    }

    private void afterEvents(ControllerFacts facts) {
        if (settings.ioQueues() == 0) {
            association.startEvents(facts);
            association.complete(facts);
            return;
        }
        int wanted = settings.ioQueues() - 1;
        call("Set Features, Number of Queues",
                (sqe, cid) -> FeaturesCommand.encodeSet(sqe, cid, 0, Fid.NUMBER_OF_QUEUES, wanted | wanted << 16), 0, (result, data) -> {
                    int granted = Math.min((int) result & 0xFFFF, (int) (result >>> 16) & 0xFFFF) + 1;
                    int size = Math.min(settings.queueSize(), Math.min(Cap.mqes(cap) + 1, association.maxQueueSize()));
                    if (size < MIN_QUEUE_SIZE) {
                        association.fail(new ConnectFailure("the controller allows queues of " + size + " entries: at least "
                                + MIN_QUEUE_SIZE + " are wanted", true));
                        return;
                    }
                    step = "I/O queues";
                    association.connectQueues(Math.min(granted, settings.ioQueues()), size);
                });
    }

    void onQueueConnect(IoQueue queue, int status, long result, int all) {
        if (status != Status.SUCCESS) {
            association.fail(new ConnectFailure("Connect of queue " + queue.qid() + " was answered with " + Status.name(status), false));
            return;
        }
        queuesConnected++;
        if (queuesConnected == all) {
            ControllerFacts facts = association.facts();
            if (facts != null) {
                association.startEvents(facts);
                if (facts.ana()) {
                    readAna(facts);
                } else {
                    association.complete(facts);
                }
            }
        }
    }

    private void readAna(ControllerFacts facts) {
        call("Get Log Page, ANA", anaLog(facts), anaBytes(facts), (result, log) -> {
            AnaStates states = AnaStates.parse(log);
            if (states == null) {
                association.fail(new ConnectFailure("the ANA log is malformed", false));
                return;
            }
            anaStates = states;
            association.complete(facts);
        });
    }

    static int anaBytes(ControllerFacts facts) {
        return AnaStates.bytes(Math.clamp(facts.anaGroups(), 1, MAX_ANA_GROUPS));
    }

    /** Groups only (RGO): which namespaces are in which says Identify. */
    static AdminCall.Encoder anaLog(ControllerFacts facts) {
        return (sqe, cid) -> GetLogPageCommand.encode(sqe, cid, Sqe.NSID_ALL, Lid.ANA, anaBytes(facts), 0, AnaLog.LSP_RGO << 8);
    }
}
