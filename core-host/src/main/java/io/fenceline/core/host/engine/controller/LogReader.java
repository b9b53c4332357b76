package io.fenceline.core.host.engine.controller;

import io.fenceline.api.host.Failover.Cause;
import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.path.NamespaceFacts;
import io.fenceline.core.host.engine.queue.AdminCall;
import io.fenceline.wire.AsyncEvent;
import io.fenceline.wire.GetLogPageCommand;
import io.fenceline.wire.Lid;
import io.fenceline.wire.LostHostCommunicationLog;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads again what a live controller says has changed: the ANA log, the namespaces. Changes that come while one is reading lead to
 * one more reading, however many they are. On the control loop.
 */
final class LogReader {
    /** Between two readings of the ANA log that commands have asked for. */
    private static final long ANA_PAUSE_NS = 50_000_000L;
    /** Before namespaces are asked for again after a failure. */
    private static final long SCAN_RETRY_NS = 1_000_000_000L;
    /** Bytes of logs that are read only to let the next event come. */
    private static final int CLEAR_BYTES = 512;

    /** Hears what was read. */
    interface Owner {
        /** The ANA states are known again. */
        void onAna(AnaStates states);

        /** The namespaces are known again. */
        void onNamespaces(List<NamespaceFacts> found);

        /** The controller cannot be trusted any more. */
        void onTrouble(Cause cause, String what);

        /** Notice F4h: a Cross-Controller Reset that was asked for here has ended. */
        void onResetCompleted();

        /** Another controller of the subsystem has lost this host. */
        void onHostLost(int cntlid, int ciu);
    }

    private final ControlLoop control;
    private final long timeoutNs;
    private final Owner owner;
    private @Nullable Association association;
    private boolean readingAna;
    private boolean anaAgain;
    private boolean anaStale;
    private boolean scanning;
    private boolean scanAgain;
    private ControlLoop.@Nullable Timer transition;

    LogReader(ControlLoop control, long timeoutNs, Owner owner) {
        this.control = control;
        this.timeoutNs = timeoutNs;
        this.owner = owner;
    }

    void begin(Association live) {
        association = live;
        readingAna = false;
        anaAgain = false;
        anaStale = false;
        scanning = false;
        scanAgain = false;
        watchTransition(live);
    }

    void end() {
        association = null;
        if (transition != null) {
            transition.cancel();
            transition = null;
        }
    }

    boolean isAnaStale() {
        return anaStale;
    }

    void onEvent(int dw0, Runnable discoveryChanged) {
        switch (dw0) {
            case AsyncEvent.ANA_CHANGE -> readAna();
            case AsyncEvent.NAMESPACE_ATTRIBUTE_CHANGED -> {
                clear(Lid.CHANGED_ATTACHED_NAMESPACES, 4096);
                scan();
            }
            case AsyncEvent.DISCOVERY_LOG_CHANGE -> discoveryChanged.run();
            case AsyncEvent.PERSISTENT_INTERNAL_ERROR ->
                owner.onTrouble(Cause.CONTROLLER, "the controller reports a persistent internal error");
            case AsyncEvent.CROSS_CONTROLLER_RESET_COMPLETED -> owner.onResetCompleted();
            case AsyncEvent.LOST_HOST_COMMUNICATION -> readLost();
            default -> {
                if (AsyncEvent.lid(dw0) != 0) {
                    clear(AsyncEvent.lid(dw0), CLEAR_BYTES);
                }
            }
        }
    }

    /** Reads a log without RAE, so that the next event of its kind may come. */
    private void clear(int lid, int bytes) {
        Association live = association;
        if (live != null) {
            live.admin().submit(new AdminCall("Get Log Page " + lid,
                    (sqe, cid) -> GetLogPageCommand.encode(sqe, cid, Sqe.NSID_ALL, lid, bytes, 0, 0), null, bytes, timeoutNs,
                    (status, result, data) -> {
                        // What is in it is not needed: everything is looked at again. But unread it lets no further event come.
                        if (status != Status.SUCCESS && !Status.dnr(status) && live == association) {
                            control.schedule(() -> clearOf(live, lid, bytes), SCAN_RETRY_NS);
                        }
                    }), false);
        }
    }

    private void clearOf(Association live, int lid, int bytes) {
        if (live == association) {
            clear(lid, bytes);
        }
    }

    /** Which controllers have lost this host. Read without RAE, so that the next event can come. */
    private void readLost() {
        Association live = association;
        if (live == null) {
            return;
        }
        int bytes = LostHostCommunicationLog.BYTES;
        live.admin().submit(new AdminCall("Get Log Page, Lost Host Communication",
                (sqe, cid) -> GetLogPageCommand.encode(sqe, cid, Sqe.NSID_ALL, Lid.LOST_HOST_COMMUNICATION, bytes, 0, 0), null, bytes,
                timeoutNs, (status, result, log) -> {
                    if (live != association || status != Status.SUCCESS) {
                        return; // a hint that is lost costs time, and nothing else
                    }
                    int entries = Math.min(LostHostCommunicationLog.NE.getInt(log), LostHostCommunicationLog.MAX_ENTRIES);
                    for (int i = 0; i < entries; i++) {
                        MemorySegment entry = LostHostCommunicationLog.entry(log, i);
                        owner.onHostLost(LostHostCommunicationLog.CNTLID.getInt(entry), LostHostCommunicationLog.CIU.getInt(entry));
                    }
                }), false);
    }

    void readAna() {
        anaStale = true;
        if (readingAna) {
            anaAgain = true;
            return;
        }
        Association live = association;
        ControllerFacts facts = live == null ? null : live.facts();
        if (live == null || facts == null) {
            return;
        }
        if (!facts.ana()) {
            // It answers with ANA statuses and has no log: believe it for a moment.
            readingAna = true;
            control.schedule(() -> onAnaRead(live, live.anaStates()), ANA_PAUSE_NS);
            return;
        }
        readingAna = true;
        live.admin()
                .submit(new AdminCall("Get Log Page, ANA", Initialization.anaLog(facts), null, Initialization.anaBytes(facts), timeoutNs,
                        (status, result, log) -> {
                            if (live != association) {
                                return;
                            }
                            AnaStates states = status == Status.SUCCESS ? AnaStates.parse(log) : null;
                            if (states == null) {
                                if (!Association.isLost(status)) {
                                    owner.onTrouble(Cause.PROTOCOL, "the ANA log cannot be read: " + Status.name(status));
                                }
                                return;
                            }
                            control.schedule(() -> onAnaRead(live, states), anaAgain ? ANA_PAUSE_NS : 0);
                        }), false);
    }

    private void onAnaRead(Association live, AnaStates states) {
        if (live != association) {
            return;
        }
        readingAna = false;
        if (anaAgain) {
            anaAgain = false;
            live.anaStates(states);
            readAna();
            return;
        }
        anaStale = false;
        live.anaStates(states);
        watchTransition(live);
        owner.onAna(states);
    }

    /** A group may be in the change state for ANATT, and no longer (NVM Express Base 2.1, 8.1.1.9). */
    private void watchTransition(Association live) {
        ControllerFacts facts = live.facts();
        boolean changing = live.anaStates().anyChanging();
        if (!changing && transition != null) {
            transition.cancel();
            transition = null;
        } else if (changing && transition == null && facts != null) {
            transition = control.schedule(() -> {
                transition = null;
                if (live == association && live.anaStates().anyChanging()) {
                    owner.onTrouble(Cause.ANATT,
                            "an ANA group was in the change state for longer than ANATT, " + facts.anattNs() / 1_000_000_000 + " s");
                }
            }, facts.anattNs());
        }
    }

    /** A namespace that was added may be the first of its group, and then the log that is known does not tell of it. */
    private void readAnaOfNew(Association live, List<NamespaceFacts> found) {
        ControllerFacts facts = live.facts();
        if (facts != null && facts.ana()
                && found.stream().anyMatch(namespace -> namespace.anaGroup() != 0 && !live.anaStates().knows(namespace.anaGroup()))) {
            readAna();
        }
    }

    void scan() {
        Association live = association;
        if (live == null) {
            return;
        }
        if (scanning) {
            scanAgain = true;
            return;
        }
        scanning = true;
        new NamespaceScan(live.admin(), timeoutNs, new NamespaceScan.Done() {
            @Override
            public void onScanned(List<NamespaceFacts> found) {
                if (live != association) {
                    return;
                }
                scanning = false;
                readAnaOfNew(live, found);
                owner.onNamespaces(found);
                again();
            }

            @Override
            public void onScanFailed(String what) {
                if (live != association) {
                    return;
                }
                control.schedule(() -> {
                    if (live == association) {
                        scanning = false;
                        scan();
                    }
                }, SCAN_RETRY_NS);
            }

            private void again() {
                if (scanAgain) {
                    scanAgain = false;
                    scan();
                }
            }
        }).begin();
    }
}
