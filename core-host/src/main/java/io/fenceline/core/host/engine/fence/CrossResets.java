package io.fenceline.core.host.engine.fence;

import io.fenceline.api.host.Failover.Kind;
import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.queue.AdminCall;
import io.fenceline.core.host.engine.queue.AdminQueue;
import io.fenceline.spi.policy.FailureFacts.Result;
import io.fenceline.wire.CrossControllerResetCommand;
import io.fenceline.wire.CrossControllerResetLog;
import io.fenceline.wire.GetLogPageCommand;
import io.fenceline.wire.Lid;
import io.fenceline.wire.Sqe;
import io.fenceline.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The resets that are asked for through one controller, its association being the source (TP8028; NVM Express Base 2.3, 5.4.3). On the
 * control loop.
 *
 * <p>What counts as done is narrow: Immediate Reset Successful, or a log in which every entry of that controller and CIU says
 * Success, and which was asked for after the reset was accepted. An entry that is missing proves nothing (ccr.md H11, H14, H16).
 */
public final class CrossResets {
    /** The log is read this often while a reset is under way, since an event can be lost (H15). */
    static final long POLL_NS = 500_000_000L;
    /** Before a reset is asked for again that was refused for want of room. */
    static final long ROOM_PAUSE_NS = 100_000_000L;
    /** How often that is done. */
    static final int MOST_REPEATS = 10;

    /** Hears of a reset. */
    public interface Listener {
        /**
         * It goes on.
         *
         * @param kind how
         * @param note one line
         */
        void onStep(Kind kind, String note);

        /**
         * It has ended. The last call.
         *
         * @param result {@link Result#SILENT}: the impacted controller executes nothing any more
         * @param note one line
         */
        void onEnded(Result result, String note);
    }

    private static final class Pending {
        final int icid;
        final int ciu;
        final long cirn;
        final Listener listener;
        boolean accepted;
        long acceptedBefore;
        int repeats;

        Pending(int icid, int ciu, long cirn, Listener listener) {
            this.icid = icid;
            this.ciu = ciu;
            this.cirn = cirn;
            this.listener = listener;
        }
    }

    private final ControlLoop control;
    private final long timeoutNs;
    private final Runnable onRoom;
    private final List<Pending> pending = new ArrayList<>();
    private @Nullable AdminQueue admin;
    private int ccrl;
    private long epoch;
    private long reads;
    private boolean reading;
    private boolean again;
    private ControlLoop.@Nullable Timer poll;

    /**
     * Those of a controller that is not connected.
     *
     * @param control the control loop
     * @param timeoutNs of admin commands
     * @param onRoom run when one has ended and another one can be asked for
     */
    public CrossResets(ControlLoop control, long timeoutNs, Runnable onRoom) {
        this.onRoom = onRoom;
        this.control = control;
        this.timeoutNs = timeoutNs;
    }

    /**
     * Its controller is live.
     *
     * @param queue its admin queue
     * @param limit CCRL
     */
    public void begin(AdminQueue queue, int limit) {
        admin = queue;
        ccrl = limit;
        epoch++;
    }

    /** Its controller is not live any more: nobody will tell how its resets go. They may go on. */
    public void end() {
        admin = null;
        ccrl = 0;
        reading = false;
        again = false;
        if (poll != null) {
            poll.cancel();
            poll = null;
        }
        List<Pending> all = List.copyOf(pending);
        pending.clear();
        for (Pending one : all) {
            one.listener.onEnded(Result.LOST, "the controller that was asked was lost");
        }
    }

    /** How many more it takes now. */
    int credits() {
        return Math.max(0, ccrl - pending.size());
    }

    /** Grows with each association: what was tried with one may be tried with the next. */
    long epoch() {
        return epoch;
    }

    /**
     * How many are under way.
     *
     * @return 0 to CCRL
     */
    public int pending() {
        return pending.size();
    }

    /**
     * Asks for a reset.
     *
     * @param icid CNTLID of the impacted controller
     * @param ciu its CIU
     * @param cirn its CIRN
     * @param listener hears of it, never inside this call
     */
    void ask(int icid, int ciu, long cirn, Listener listener) {
        // In the list before it is sent: the event may come before the answer.
        Pending one = new Pending(icid, ciu, cirn, listener);
        pending.add(one);
        send(one);
    }

    private void send(Pending one) {
        AdminQueue queue = admin;
        if (queue == null) {
            return; // end() has told
        }
        queue.submit(new AdminCall("Cross-Controller Reset",
                (sqe, cid) -> CrossControllerResetCommand.encode(sqe, cid, one.icid, one.ciu, one.cirn), null, 0, timeoutNs,
                (status, result, data) -> answered(one, status, result)), true);
    }

    private void answered(Pending one, int status, long result) {
        if (!pending.contains(one)) {
            return;
        }
        one.listener.onStep(Kind.RESET_ANSWERED, status == Status.SUCCESS
                ? (result & CrossControllerResetCommand.IRS) != 0 ? "reset already" : "accepted"
                : Status.name(status));
        switch (Status.plain(status)) {
            case Status.SUCCESS -> {
                if ((result & CrossControllerResetCommand.IRS) != 0) {
                    ended(one, Result.SILENT, "immediate reset successful");
                } else {
                    accept(one);
                }
            }
            // Somebody has asked for the same through this controller: what he waits for is what we want.
            case Status.CCR_IN_PROGRESS -> accept(one);
            case Status.CCR_LIMIT_EXCEEDED, Status.CCR_LOG_FULL -> repeat(one, Status.name(status));
            case Status.ABORTED_BY_HOST -> {
                // The queue has ended, and end() tells.
            }
            default -> ended(one, Result.REFUSED, Status.name(status));
        }
    }

    private void accept(Pending one) {
        one.accepted = true;
        one.acceptedBefore = reads;
        // An event may have come and been read before the answer: look at once.
        read();
        arm();
    }

    private void repeat(Pending one, String why) {
        one.accepted = false;
        if (one.repeats++ == MOST_REPEATS) {
            ended(one, Result.REFUSED, why);
            return;
        }
        read(); // removes what is completed
        long asked = epoch;
        control.schedule(() -> {
            if (epoch == asked && pending.contains(one)) {
                send(one);
            }
        }, ROOM_PAUSE_NS);
    }

    private void ended(Pending one, Result result, String note) {
        if (pending.remove(one)) {
            one.listener.onEnded(result, note);
            onRoom.run();
        }
    }

    private void arm() {
        if (poll == null) {
            poll = control.schedule(() -> {
                poll = null;
                if (admin != null && !pending.isEmpty()) {
                    read();
                    arm();
                }
            }, POLL_NS);
        }
    }

    /** Notice F4h has come: a reset has ended, or several. */
    public void onEvent() {
        for (Pending one : pending) {
            one.listener.onStep(Kind.RESET_EVENT, "");
        }
        read();
    }

    /** Reads the log without RAE, which lets the next event come, and removes what is completed. */
    private void read() {
        AdminQueue queue = admin;
        if (queue == null) {
            return;
        }
        if (reading) {
            again = true;
            return;
        }
        reading = true;
        reads++;
        long number = reads;
        long asked = epoch;
        queue.submit(new AdminCall("Get Log Page, Cross-Controller Reset",
                (sqe, cid) -> GetLogPageCommand.encode(sqe, cid, Sqe.NSID_ALL, Lid.CROSS_CONTROLLER_RESET, CrossControllerResetLog.BYTES, 0,
                        CrossControllerResetLog.LSP_RMC << 8),
                null, CrossControllerResetLog.BYTES, timeoutNs, (status, result, log) -> {
                    if (epoch != asked || admin == null) {
                        return;
                    }
                    reading = false;
                    if (status == Status.SUCCESS) {
                        judge(log, number);
                    } // else the next look tells; each has a deadline of its own
                    if (again) {
                        again = false;
                        read();
                    }
                }), true);
    }

    private void judge(MemorySegment log, long number) {
        int entries = log.byteSize() < CrossControllerResetLog.HEADER_BYTES ? -1 : CrossControllerResetLog.NE.getInt(log);
        if (entries < 0 || entries > CrossControllerResetLog.MAX_ENTRIES
                || CrossControllerResetLog.HEADER_BYTES + (long) entries * CrossControllerResetLog.ENTRY_BYTES > log.byteSize()) {
            return; // not what the specification describes: it says nothing
        }
        for (Pending one : List.copyOf(pending)) {
            if (one.accepted && number > one.acceptedBefore) {
                one.listener.onStep(Kind.RESET_LOG_READ, entries + (entries == 1 ? " entry" : " entries"));
                judge(one, log, entries);
            }
        }
    }

    private void judge(Pending one, MemorySegment log, int entries) {
        int found = 0;
        int successes = 0;
        boolean inProgress = false;
        for (int i = 0; i < entries; i++) {
            MemorySegment entry = CrossControllerResetLog.entry(log, i);
            if (CrossControllerResetLog.ICID.getInt(entry) != one.icid || CrossControllerResetLog.CIU.getInt(entry) != one.ciu) {
                continue;
            }
            found++;
            switch (CrossControllerResetLog.CCRS.getInt(entry)) {
                case CrossControllerResetLog.IN_PROGRESS -> inProgress = true;
                case CrossControllerResetLog.SUCCESS -> successes++;
                default -> {
                    // Failed, or a value of the future: not a success.
                }
            }
        }
        if (found == 0) {
            // Somebody else has read and removed it, or the target has lost it. To ask again is harmless, and tells.
            repeat(one, "the log has no entry of it");
        } else if (inProgress) {
            one.repeats = 0;
        } else if (successes == found) {
            ended(one, Result.SILENT, "the log says success");
        } else {
            ended(one, Result.FAILED, "the log says failed");
        }
    }
}
