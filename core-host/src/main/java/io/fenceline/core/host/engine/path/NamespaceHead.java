package io.fenceline.core.host.engine.path;

import io.fenceline.api.Nqn;
import io.fenceline.api.host.HostException.Outcome;
import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.queue.Command;
import io.fenceline.core.host.engine.queue.QueueSet;
import io.fenceline.spi.policy.PathSelector;
import io.fenceline.wire.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A namespace over any number of controllers: gives each command to a path, and decides what becomes of it when it ends. Commands
 * come from any thread and are decided upon where they end; nothing here waits.
 *
 * <p>A command that was sent over a lost path is in its controller's hands until that controller is fenced, see
 * {@link #onReleased}. A command that was not sent goes to another path at once.
 */
public final class NamespaceHead {
    /** How long a command waits after a path related error that is not ANA's, before it tries again. */
    static final long PATH_ERROR_DELAY_NS = 100_000_000L;
    /** The longest delay that a controller may ask for (CRD), lest a command be forgotten. */
    static final long MAX_RETRY_DELAY_NS = 30_000_000_000L;

    private final Nqn subsystem;
    private final int nsid;
    private final int lanes;
    private final ControlLoop control;
    private final HeadSettings settings;
    private final HeadCounters counters = new HeadCounters();
    private final Ghosts ghosts = new Ghosts();
    private volatile NamespaceFacts facts;
    private volatile CommandLimits limits;
    private volatile PathSelector selector;
    private volatile PathTable table;

    /** Under this object's lock: what waits for a path, or behind a ghost, and why paths are left out. */
    private final ArrayDeque<Command> waiting = new ArrayDeque<>();
    private final ArrayDeque<Command> behind = new ArrayDeque<>();
    private final Set<QueueSet> suspended = new HashSet<>();
    private List<QueueSet> optimized = List.of();
    private List<QueueSet> nonOptimized = List.of();
    private PathTable.Hope hope = PathTable.Hope.WAITING;

    /**
     * A namespace without a path.
     *
     * @param subsystem its subsystem
     * @param facts what is known of it
     * @param limits of commands
     * @param settings time and retries
     * @param selector the path selector
     * @param lanes how many loops there are
     * @param control the control loop
     */
    public NamespaceHead(Nqn subsystem, NamespaceFacts facts, CommandLimits limits, HeadSettings settings, PathSelector selector, int lanes,
            ControlLoop control) {
        this.subsystem = subsystem;
        this.nsid = facts.nsid();
        this.facts = facts;
        this.limits = limits;
        this.settings = settings;
        this.selector = selector;
        this.lanes = lanes;
        this.control = control;
        table = new PathTable(List.of(), PathTable.Hope.WAITING, lanes, control::nowNs);
    }

    // What it is. Any thread.

    /**
     * Its subsystem.
     *
     * @return SUBNQN
     */
    public Nqn subsystem() {
        return subsystem;
    }

    /**
     * Its identifier.
     *
     * @return NSID
     */
    public int nsid() {
        return nsid;
    }

    /**
     * How many lanes there are.
     *
     * @return 1 or more
     */
    public int lanes() {
        return lanes;
    }

    /**
     * What is known of it.
     *
     * @return as last identified
     */
    public NamespaceFacts facts() {
        return facts;
    }

    /**
     * What commands may carry.
     *
     * @return what holds over every path
     */
    public CommandLimits limits() {
        return limits;
    }

    /**
     * Size of a block.
     *
     * @return as a power of two
     */
    public int blockShift() {
        return facts.blockShift();
    }

    /**
     * What it has seen.
     *
     * @return counters
     */
    public HeadCounters counters() {
        return counters;
    }

    /**
     * How many commands wait for a path.
     *
     * @return 0 to {@link HeadSettings#waitingLimit}
     */
    public synchronized int waiting() {
        return waiting.size() + behind.size();
    }

    /**
     * Whether it is closed.
     *
     * @return true: it takes no commands
     */
    public boolean isClosed() {
        return table.hope() == PathTable.Hope.CLOSED;
    }

    /**
     * Any association with a path to it that can be used.
     *
     * @return null: none
     */
    public @Nullable QueueSet anyPath() {
        return table.choose(0, candidates -> 0, counters);
    }

    // The control path changes it.

    /**
     * Takes in what a controller has said.
     *
     * @param now the new facts, of the same namespace
     * @param commands its limits, which hold for all from now on
     */
    public void update(NamespaceFacts now, CommandLimits commands) {
        facts = now;
        limits = limits.and(commands);
    }

    /**
     * Another path selector.
     *
     * @param changed from the next command on
     */
    public void selector(PathSelector changed) {
        selector = changed;
    }

    /**
     * The paths of now.
     *
     * @param best those whose ANA state is optimized
     * @param good those whose ANA state is non-optimized
     * @param mayCome whether a command without a path may expect one
     */
    public void paths(List<QueueSet> best, List<QueueSet> good, boolean mayCome) {
        synchronized (this) {
            if (hope == PathTable.Hope.CLOSED) {
                return;
            }
            optimized = List.copyOf(best);
            nonOptimized = List.copyOf(good);
            hope = mayCome ? PathTable.Hope.WAITING : PathTable.Hope.NONE;
            suspended.removeIf(set -> !best.contains(set) && !good.contains(set));
            rebuild();
        }
        kick();
    }

    /**
     * The ANA log of a controller has been read again: what it says counts.
     *
     * @param set its queues
     */
    public void resume(QueueSet set) {
        boolean any;
        synchronized (this) {
            any = suspended.remove(set);
            if (any) {
                rebuild();
            }
        }
        if (any) {
            kick();
        }
    }

    /** Ends it: what waits fails, and nothing more is taken. Commands on their way end by themselves. */
    public void close() {
        List<Command> all;
        synchronized (this) {
            hope = PathTable.Hope.CLOSED;
            optimized = List.of();
            nonOptimized = List.of();
            rebuild();
            all = new ArrayList<>(waiting);
            all.addAll(behind);
            waiting.clear();
            behind.clear();
        }
        for (Command command : all) {
            fail(request(command), command, Status.ABORTED_BY_HOST, Reason.CLOSED);
        }
    }

    private void rebuild() {
        List<QueueSet> usable = without(optimized);
        if (usable.isEmpty()) {
            usable = without(nonOptimized);
        }
        table = new PathTable(usable, hope, lanes, control::nowNs);
    }

    private List<QueueSet> without(List<QueueSet> sets) {
        if (suspended.isEmpty()) {
            return sets;
        }
        List<QueueSet> rest = new ArrayList<>(sets);
        rest.removeAll(suspended);
        return rest;
    }

    private void suspend(QueueSet set) {
        synchronized (this) {
            if (table.contains(set) && suspended.add(set)) {
                rebuild();
            }
        }
        set.anaStatus();
    }

    /** Tries again what waits. */
    private void kick() {
        List<Command> all;
        synchronized (this) {
            if (waiting.isEmpty()) {
                return;
            }
            all = new ArrayList<>(waiting);
            waiting.clear();
        }
        for (Command command : all) {
            dispatch(request(command), command);
        }
    }

    /**
     * Ends what has waited too long or is not wanted any more.
     *
     * @param nowNs the time
     */
    public void expire(long nowNs) {
        List<Command> due = new ArrayList<>();
        synchronized (this) {
            takeDue(waiting, nowNs, due);
            takeDue(behind, nowNs, due);
        }
        for (Command command : due) {
            endDue(request(command), command);
        }
    }

    private static void takeDue(ArrayDeque<Command> from, long nowNs, List<Command> due) {
        if (!from.isEmpty()) {
            from.removeIf(command -> {
                boolean late = request(command).isDue(nowNs);
                if (late) {
                    due.add(command);
                }
                return late;
            });
        }
    }

    private void endDue(Request request, Command command) {
        counters.deadlines.increment();
        fail(request, command, Status.ABORT_REQUESTED, request.endWanted() ? Reason.CANCELLED : Reason.DEADLINE);
    }

    // Commands.

    private static Request request(Command command) {
        return (Request) command.owner();
    }

    /** Gives a command to a path, or lets it wait for one. */
    void dispatch(Request request, Command command) {
        if (!ghosts.isEmpty() && keptBack(request, command)) {
            return;
        }
        PathTable now = table;
        QueueSet set = now.choose(request.lane(), selector, counters);
        if (set == null) {
            park(request, command, now);
            return;
        }
        command.set = set;
        if (command.lost) {
            sentAgain(command);
        }
        set.begin();
        set.queue(request.lane()).submit(command);
    }

    private static void sentAgain(Command command) {
        Runnable told = command.onSent;
        if (told != null) {
            command.onSent = null;
            told.run();
        }
    }

    private boolean keptBack(Request request, Command command) {
        if (!request.modifies()) {
            return false;
        }
        synchronized (this) {
            // Under the lock, so that a ghost that goes in between finds the command in the list.
            if (hope == PathTable.Hope.CLOSED || !ghosts.touch(request.firstOf(command), request.blocksOf(command))) {
                return false;
            }
            if (waiting.size() + behind.size() < settings.waitingLimit()) {
                behind.add(command);
                counters.keptBack.increment();
                return true;
            }
        }
        fail(request, command, Status.HOST_PATHING_ERROR, Reason.WAITING_LIMIT);
        return true;
    }

    private void park(Request request, Command command, PathTable seen) {
        Reason refused = null;
        boolean changed = false;
        synchronized (this) {
            switch (table.hope()) {
                case CLOSED -> refused = Reason.CLOSED;
                case NONE -> {
                    if (table.isEmpty()) {
                        refused = Reason.NO_PATH;
                        counters.failNoPath.increment();
                    }
                }
                case WAITING -> {
                }
            }
            if (refused == null) {
                if (waiting.size() + behind.size() >= settings.waitingLimit()) {
                    refused = Reason.WAITING_LIMIT;
                    counters.failNoPath.increment();
                } else {
                    waiting.add(command);
                    counters.requeueNoPath.increment();
                    changed = table != seen && !table.isEmpty();
                }
            }
        }
        if (refused != null) {
            fail(request, command, refused == Reason.CLOSED ? Status.ABORTED_BY_HOST : Status.HOST_PATHING_ERROR, refused);
        } else if (changed) {
            kick(); // a path came in between
        }
    }

    private void fail(Request request, Command command, int status, Reason reason) {
        Outcome outcome = command.lost ? Outcome.UNKNOWN : Outcome.NOT_EXECUTED;
        end(request, command, status, 0, outcome, reason);
    }

    private void end(Request request, Command command, int status, long result, Outcome outcome, Reason reason) {
        if (status != Status.SUCCESS) {
            counters.errors.increment();
            if (outcome == Outcome.UNKNOWN) {
                counters.unknown.increment();
            }
        }
        Command second = command.second;
        request.partEnded(command, status, result, outcome, reason);
        if (second != null && reason != Reason.ANSWERED) {
            request.partEnded(second, status, 0, outcome, reason); // both halves share every fate but the controller's answers
        }
    }

    void onNotSent(Request request, Command command) {
        leave(command);
        counters.failover.increment();
        again(request, command);
    }

    /** Once more through {@link #dispatch}; from the control loop, lest two queues that are closed call each other for ever. */
    private void again(Request request, Command command) {
        control.execute(() -> dispatchUnlessDue(request, command));
    }

    private void dispatchUnlessDue(Request request, Command command) {
        if (request.isDue(control.nowNs())) {
            endDue(request, command);
        } else {
            dispatch(request, command);
        }
    }

    private static void leave(Command command) {
        QueueSet set = command.set;
        if (set != null) {
            command.set = null;
            set.end();
        }
    }

    void onAnswered(Request request, Command command, int status, long result) {
        QueueSet set = command.set;
        leave(command);
        Command second = command.second;
        Command first = command.first;
        if (second != null || first != null) {
            // The other half goes on alone.
            if (second != null) {
                command.second = null;
                second.first = null;
            } else if (first != null) {
                command.first = null;
                first.second = null;
            }
            end(request, command, status, result, Outcome.FAILED, Reason.ANSWERED);
            return;
        }
        if (status == Status.SUCCESS || request.isRaw()) {
            end(request, command, status, result, Outcome.FAILED, Reason.ANSWERED);
            return;
        }
        int plain = Status.plain(status);
        switch (plain) {
            case Status.ANA_INACCESSIBLE, Status.ANA_TRANSITION, Status.ANA_PERSISTENT_LOSS -> {
                // The controller did nothing, so any command may go elsewhere, and it is not charged for a retry.
                counters.failover.increment();
                if (set != null) {
                    suspend(set);
                }
                again(request, command);
            }
            case Status.ABORT_REQUESTED, Status.ABORTED_SQ_DELETION -> {
                if (request.isDue(control.nowNs())) {
                    Reason reason = request.endWanted() ? Reason.CANCELLED : Reason.DEADLINE;
                    counters.deadlines.increment();
                    end(request, command, status, result, request.modifies() ? Outcome.UNKNOWN : Outcome.FAILED, reason);
                } else {
                    retry(request, command, status, result);
                }
            }
            default -> {
                if (Status.type(status) == 3 && !Status.dnr(status)) {
                    counters.failover.increment();
                    command.lost = true;
                    later(request, command, PATH_ERROR_DELAY_NS);
                } else {
                    retry(request, command, status, result);
                }
            }
        }
    }

    private void retry(Request request, Command command, int status, long result) {
        command.lost = true; // whatever fails it later, a part of it may have been executed now
        if (Status.dnr(status) || isFinal(Status.plain(status)) || !request.isRepeatable() || command.retries >= settings.maxRetries()) {
            end(request, command, status, result, Outcome.FAILED, Reason.ANSWERED);
            return;
        }
        command.retries++;
        counters.retries.increment();
        int crd = Status.crd(status);
        if (crd == 0) {
            again(request, command);
        } else {
            later(request, command, Math.min(settings.retryDelayNs(crd), MAX_RETRY_DELAY_NS));
        }
    }

    /** Statuses that say the same however often one asks, whether or not the controller sets DNR. */
    private static boolean isFinal(int plain) {
        return switch (plain) {
            case Status.INVALID_OPCODE, Status.INVALID_FIELD, Status.LBA_OUT_OF_RANGE, Status.RESERVATION_CONFLICT,
                    Status.NAMESPACE_WRITE_PROTECTED, Status.COMPARE_FAILURE, Status.ACCESS_DENIED,
                    Status.DEALLOCATED_OR_UNWRITTEN ->
                true;
            default -> false;
        };
    }

    /** A fused pair was answered with a path related status. */
    void repeatLater(Request request, Command compare) {
        counters.failover.increment();
        later(request, compare, PATH_ERROR_DELAY_NS);
    }

    private void later(Request request, Command command, long delayNs) {
        control.execute(() -> control.schedule(() -> dispatchUnlessDue(request, command), delayNs));
    }

    // What was lost with its path. On the control loop.

    /**
     * Whose command it is.
     *
     * @param command of a request
     * @return its namespace
     */
    public static NamespaceHead of(Command command) {
        return request(command).head();
    }

    /**
     * The controller that had a command is silent: whatever it did with it is done.
     *
     * @param command was held
     */
    public static void onReleased(Command command) {
        Request request = request(command);
        command.lost = true;
        leave(command);
        if (command.first != null) {
            return; // the first half decides, and comes too
        }
        NamespaceHead head = request.head();
        if (head.isClosed()) {
            head.fail(request, command, Status.ABORTED_BY_HOST, Reason.CLOSED);
        } else if (request.isRepeatable()) {
            head.counters.failover.increment();
            head.dispatchUnlessDue(request, command);
        } else {
            head.fail(request, command, Status.ABORTED_BY_HOST, Reason.LOST);
        }
    }

    /**
     * Whether a command changes the medium.
     *
     * @param command of a request
     * @return false: it only reads
     */
    public static boolean changes(Command command) {
        return request(command).modifies();
    }

    /**
     * A command is held: what is written to its blocks from now on waits, lest it be overtaken by a repetition or by the old write.
     *
     * @param command is held
     * @param until what {@link #ghostGone} will be told
     * @param all whether everything that changes the namespace waits
     */
    public void keepBack(Command command, Object until, boolean all) {
        Request request = request(command);
        if (all) {
            ghosts.add(0, Long.MAX_VALUE, until);
        } else if (request.modifies()) {
            ghosts.add(request.firstOf(command), request.blocksOf(command), until);
        }
    }

    /**
     * A held command's time is over before the controller is silent: its caller is told that the outcome is unknown. What touches its
     * blocks waits on, see {@link #keepBack}.
     *
     * @param command is held
     * @param nowNs the time
     * @param closing whether it ends in any case
     * @return false: its time is not over
     */
    public static boolean expireHeld(Command command, long nowNs, boolean closing) {
        Request request = request(command);
        if (!closing && !request.isDue(nowNs)) {
            return false;
        }
        if (closing) {
            end(command, Reason.CLOSED);
        } else if (takeBack(command)) {
            request.head().endDue(request, command);
        }
        return true;
    }

    /**
     * A held command is not waited for any more: its caller is told that the outcome is unknown.
     *
     * @param command is held
     */
    public static void giveUp(Command command) {
        end(command, Reason.UNPROVED);
    }

    private static void end(Command command, Reason reason) {
        if (takeBack(command)) {
            Request request = request(command);
            request.head().fail(request, command, Status.ABORTED_BY_HOST, reason);
        }
    }

    /** False: it is the second half of a pair, and the first decides. */
    private static boolean takeBack(Command command) {
        command.lost = true;
        leave(command);
        return command.first == null;
    }

    void addGhost(Object until, long lba, long blocks) {
        ghosts.add(lba, blocks, until);
    }

    /**
     * What could still have been written is written, or never will be.
     *
     * @param until as it was said when they were added
     */
    public void ghostGone(Object until) {
        List<Command> free = List.of();
        synchronized (this) {
            if (ghosts.remove(until) && !behind.isEmpty()) {
                free = new ArrayList<>(behind);
                behind.clear();
            }
        }
        for (Command command : free) {
            again(request(command), command);
        }
    }
}
