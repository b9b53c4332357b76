package io.fenceline.core.host.engine.controller;

import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.AnaAccess;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Failover;
import io.fenceline.api.host.Failover.Cause;
import io.fenceline.api.host.Failover.Proof;
import io.fenceline.core.conductor.ControlLoop;
import io.fenceline.core.host.engine.fence.CrossResets;
import io.fenceline.core.host.engine.fence.HoldClock;
import io.fenceline.core.host.engine.fence.RecoveryDesk;
import io.fenceline.core.host.engine.fence.ResetSource;
import io.fenceline.core.host.engine.fence.Story;
import io.fenceline.core.host.engine.path.NamespaceHead;
import io.fenceline.core.host.engine.queue.AdminCall;
import io.fenceline.core.host.engine.queue.Command;
import io.fenceline.core.host.engine.queue.IoQueue;
import io.fenceline.core.host.engine.queue.QueueSet;
import io.fenceline.spi.transport.HostTransport;
import io.fenceline.spi.transport.TransportFault;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A controller for all its life: one association after the other, and what is between them. On the control loop.
 *
 * <p>Whenever an association is lost while it carries commands, the way leads through FENCING: nothing is sent any more, and what was
 * sent and not answered is held until the controller is known to be silent. A reset or a removal by the user may skip that only
 * when the controller has confirmed that it is disabled or shut down.
 */
public final class HostController implements Association.Owner, Fencing.Owner {
    /** How long silence at this end may take before somebody is told; it is waited for in any case. */
    static final long SILENCE_ALARM_NS = 10_000_000_000L;

    private final int number;
    private final TransportAddress address;
    private final int rank;
    private final ControlLoop control;
    private final HostTransport transport;
    private final ControllerSettings settings;
    private final Attempts attempts;
    private final ControllerOwner owner;
    private final ControllerMachine machine;
    private final LogReader logs;
    private final Patience patience;
    private final Fencing fencing;
    private final CrossResets resets;

    private @Nullable Association association;
    private ControlLoop.@Nullable Timer timer;
    private @Nullable Departure departure;
    private boolean deleteWanted;
    private boolean draining;
    private boolean neverLive = true;
    private boolean permanent;
    private boolean gone;
    private int failedAttempts;
    private String lastFault = "";
    private long reconnects;
    private long resetCount;
    private long fences;

    /**
     * A controller that does nothing before {@link #start}.
     *
     * @param number its number, never used before
     * @param address where
     * @param rank its place in the user's order
     * @param control the control loop
     * @param transport how
     * @param settings times and sizes
     * @param attempts what all controllers share
     * @param desk decides what becomes of its commands when it is lost
     * @param sources gives the others that can reset it
     * @param clock is watched
     * @param owner its subsystem
     */
    public HostController(int number, TransportAddress address, int rank, ControlLoop control, HostTransport transport,
            ControllerSettings settings, Attempts attempts, RecoveryDesk desk, Supplier<List<ResetSource>> sources, HoldClock clock,
            ControllerOwner owner) {
        this.number = number;
        this.address = address;
        this.rank = rank;
        this.control = control;
        this.transport = transport;
        this.settings = settings;
        this.attempts = attempts;
        this.owner = owner;
        fencing = new Fencing(number, address, settings, control, desk, sources, clock, this);
        resets = new CrossResets(control, settings.adminTimeoutNs(), () -> owner.onResetRoom(this));
        machine = new ControllerMachine(control.nowNs(), (from, to, why) -> owner.onState(this, from, to, why));
        patience = new Patience(control, settings.fastIoFailNs(), settings.controllerLossNs(), () -> owner.onPathsChanged(this), () -> {
            if (machine.state() == ControllerState.CONNECTING) {
                giveUp("not connected within controllerLossTimeout, " + settings.controllerLossNs() / 1_000_000 + " ms");
            }
        });
        logs = new LogReader(control, settings.adminTimeoutNs(), new ControllerNews(this, resets, owner));
    }

    private boolean become(ControllerState next, String why) {
        return machine.become(next, why, control.nowNs());
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    // Connecting.

    /** Begins: NEW to CONNECTING. */
    public void start() {
        if (become(ControllerState.CONNECTING, "asked for")) {
            patience.beginFirst();
            attempt();
        }
    }

    private void attempt() {
        timer = null;
        if (machine.state() != ControllerState.CONNECTING) {
            return;
        }
        long wait = attempts.tryTake(control.nowNs());
        if (wait > 0) {
            machine.expect("wait for leave to connect", control.nowNs() + wait);
            timer = control.schedule(this::attempt, wait);
            return;
        }
        machine.expect("connect", control.nowNs() + settings.connectTimeoutNs());
        Association next = new Association(control, transport, address, settings, number, rank, this);
        association = next;
        next.begin();
    }

    @Override
    public @Nullable String refusal(ControllerFacts facts) {
        return owner.refusal(this, facts);
    }

    @Override
    public void onReady(Association ready) {
        if (ready != association || machine.state() != ControllerState.CONNECTING) {
            ready.end(TransportFault.of(TransportFault.Kind.CLOSED, "not wanted any more"));
            return;
        }
        patience.end();
        if (!neverLive) {
            reconnects++;
        }
        neverLive = false;
        failedAttempts = 0;
        draining = false;
        logs.begin(ready);
        ControllerFacts facts = ready.facts();
        resets.begin(ready.admin(), facts == null ? 0 : facts.ccrl());
        fencing.end(Failover.Kind.RECONNECTED, "as controller " + ready.cntlid());
        become(ControllerState.LIVE, "connected");
        if (ready.set() != null) {
            logs.scan();
        }
    }

    @Override
    public void onFailed(Association failed, ConnectFailure failure) {
        if (failed != association) {
            return;
        }
        lastFault = failure.text();
        failedAttempts++;
        permanent |= failure.permanent();
        machine.expect("silence at this end", control.nowNs() + SILENCE_ALARM_NS);
        watchSilence(failed);
        owner.onConnectFailed(this, failure);
    }

    private void onAttemptSilent() {
        association = null;
        if (machine.state() != ControllerState.CONNECTING) {
            return;
        }
        if (permanent) {
            giveUp("refused for good: " + lastFault);
            return;
        }
        long delay = attempts.delayNs(failedAttempts, settings.reconnectDelayNs(), settings.reconnectDelayMaxNs());
        machine.expect("connect again, attempt " + (failedAttempts + 1), control.nowNs() + delay);
        timer = control.schedule(this::attempt, delay);
    }

    // Losing.

    /**
     * The association must not be used any more.
     *
     * @param cause why, in one word
     * @param fault why
     */
    public void lose(Cause cause, TransportFault fault) {
        Association lost = association;
        if (lost != null && lost.isReady()) {
            lost.lose(cause, fault);
        }
    }

    /** Nothing is asked of a controller, or through it, that is not live any more. */
    private void endServices() {
        logs.end();
        resets.end();
    }

    @Override
    public void onLost(Association lost, Cause cause, TransportFault fault) {
        if (lost != association) {
            return;
        }
        lastFault = fault.detail();
        Departure left = departure;
        if (left != null && left.isConfirmed()) {
            end(lost, fault); // it was disabled or shut down: that its connections end is no loss
            return;
        }
        departure = null;
        if (machine.state() == ControllerState.LIVE) {
            become(ControllerState.FENCING, fault.detail());
            fences++;
            fencing.lost(lost, cause, fault.detail());
            machine.expect("silence at this end", control.nowNs() + SILENCE_ALARM_NS);
        }
        end(lost, fault);
        endServices();
        if (left != null) {
            left.onUnconfirmed();
        }
        if (fault.scope() != TransportFault.Scope.QUEUE_PAIR) {
            owner.onWideFault(this, cause, fault);
        }
    }

    /** Every wait for silence is watched; what is held stays held while it lasts. */
    private void end(Association ending, TransportFault why) {
        cancelTimer();
        watchSilence(ending);
        ending.end(why);
    }

    private void watchSilence(Association ending) {
        timer = control.schedule(() -> {
            if (association == ending && !ending.isSilent()) {
                owner.onAlarm(this, "the transport does not end the connections to " + address + "; its commands stay held");
                watchSilence(ending);
            }
        }, SILENCE_ALARM_NS);
    }

    @Override
    public void onSilent(Association silent) {
        if (silent != association) {
            return;
        }
        cancelTimer();
        if (gone) {
            association = null;
            for (Command command : List.copyOf(silent.held())) {
                NamespaceHead.expireHeld(command, control.nowNs(), true);
            }
            return;
        }
        switch (machine.state()) {
            case FENCING -> fencing.begin(silent);
            case CONNECTING -> onAttemptSilent();
            case RESETTING -> {
                giveBack(silent);
                reconnect();
            }
            case DELETING -> {
                giveBack(silent);
                vanish();
            }
            default -> association = null;
        }
    }

    /** The controller has confirmed that it does nothing more: what was not answered goes on elsewhere at once. */
    private void giveBack(Association silent) {
        association = null;
        for (Command command : List.copyOf(silent.held())) {
            NamespaceHead.onReleased(command);
        }
    }

    @Override
    public void onFenced(Proof proof) {
        Association silent = association;
        if (silent == null || gone) {
            return;
        }
        cancelTimer();
        int held = fencing.held();
        long heldNs = control.nowNs() - silent.lastByteNs();
        become(ControllerState.FENCED, "silent: " + proof.label());
        become(ControllerState.RESETTING, "fenced");
        association = null;
        if (held > 0) {
            owner.onReleased(this, held, heldNs, Fencing.how(proof, fencing.policy()));
        }
        fencing.release();
        reconnect();
    }

    @Override
    public void onStory(Story story, boolean ended) {
        owner.onStory(this, story, ended);
    }

    @Override
    public void onFenceAlarm(String text) {
        owner.onAlarm(this, text);
    }

    @Override
    public void onFenceExpects(String action, long atNs) {
        machine.expect(action, atNs);
    }

    private void reconnect() {
        if (deleteWanted) {
            become(ControllerState.DELETING, "removed");
            vanish();
            return;
        }
        if (become(ControllerState.CONNECTING, "connect again")) {
            patience.begin();
            timer = null;
            long delay = attempts.delayNs(1, settings.reconnectDelayNs(), settings.reconnectDelayMaxNs());
            machine.expect("connect again", control.nowNs() + delay);
            timer = control.schedule(this::attempt, delay);
        }
    }

    // Leaving.

    private void giveUp(String why) {
        cancelTimer();
        Association left = association;
        if (become(ControllerState.DELETING, why)) {
            permanent = true;
            lastFault = why;
            if (left != null) {
                end(left, TransportFault.of(TransportFault.Kind.CLOSED, why));
                machine.expect("silence at this end", 0);
            } else {
                vanish();
            }
        }
    }

    private void vanish() {
        cancelTimer();
        patience.end();
        endServices();
        fencing.end(Failover.Kind.REMOVED, lastFault);
        if (permanent) {
            become(ControllerState.DEAD, lastFault);
        }
        become(ControllerState.DELETING_NOIO, "nothing of it is left");
        if (!gone) {
            gone = true;
            owner.onGone(this);
        }
    }

    /**
     * Disables it and connects it anew.
     *
     * @param done hears null: done; else why not
     */
    public void reset(Consumer<@Nullable String> done) {
        Association live = association;
        if (machine.state() != ControllerState.LIVE || live == null || departure != null) {
            done.accept("controller " + number + " is " + machine.state().sysfsName() + (departure == null ? "" : " and about to leave")
                    + ": a live one is wanted");
            return;
        }
        resetCount++;
        depart(new Departure(control, live, Departure.Kind.DISABLE, settings.connectTimeoutNs(), () -> {
            if (machine.state() != ControllerState.LIVE) {
                done.accept("controller " + number + " was lost meanwhile");
                return;
            }
            endServices();
            become(ControllerState.RESETTING, "reset by the user");
            end(live, TransportFault.of(TransportFault.Kind.CLOSED, "reset by the user"));
            departure = null;
            done.accept(null);
        }, why -> done.accept("the controller did not confirm that it is disabled, and is fenced: " + why)));
    }

    private void depart(Departure leaving) {
        departure = leaving;
        draining = true;
        owner.onPathsChanged(this);
        machine.expect("controller confirms", control.nowNs() + settings.connectTimeoutNs());
        leaving.begin();
    }

    /** Takes it out of the paths, while what it has goes on. */
    public void drain() {
        if (!draining) {
            draining = true;
            owner.onPathsChanged(this);
        }
    }

    /**
     * Removes it: shuts it down if it is live, and forgets it. While it is being fenced the wish is remembered, and is done after
     * that. {@link ControllerOwner#onGone} is the end.
     */
    public void delete() {
        if (gone || deleteWanted) {
            return;
        }
        deleteWanted = true;
        Association current = association;
        switch (machine.state()) {
            case NEW -> {
                become(ControllerState.CONNECTING, "removed");
                giveUpQuietly();
            }
            case CONNECTING -> giveUpQuietly();
            case LIVE -> {
                if (current != null && departure == null) {
                    depart(new Departure(control, current, Departure.Kind.SHUTDOWN, settings.connectTimeoutNs(), () -> {
                        if (machine.state() == ControllerState.LIVE) {
                            endServices();
                            become(ControllerState.DELETING, "removed");
                            end(current, TransportFault.of(TransportFault.Kind.CLOSED, "removed"));
                        }
                    }, why -> lastFault = why));
                }
            }
            default -> machine.expect("remove it after " + machine.state().sysfsName(), machine.nextActionNs());
        }
    }

    private void giveUpQuietly() {
        cancelTimer();
        Association left = association;
        become(ControllerState.DELETING, "removed");
        if (left != null) {
            end(left, TransportFault.of(TransportFault.Kind.CLOSED, "removed"));
        } else {
            vanish();
        }
    }

    /** The host ends: connections are cut, held commands fail with an unknown outcome, nothing is waited for. */
    public void forsake() {
        cancelTimer();
        patience.end();
        endServices();
        gone = true;
        fencing.forsake();
        fencing.end(Failover.Kind.REMOVED, "the host ends");
        if (association != null) {
            association.end(TransportFault.of(TransportFault.Kind.CLOSED, "the host ends"));
        }
    }

    // Events.

    @Override
    public void onAsyncEvent(Association from, int dw0) {
        if (from == association) {
            logs.onEvent(dw0, () -> owner.onDiscoveryLogChanged(this));
        }
    }

    @Override
    public void onAnaStatus(Association from) {
        if (from == association) {
            logs.readAna();
        }
    }

    /** Looks for what takes too long. */
    public void tick() {
        Association current = association;
        if (current != null) {
            current.scan();
        }
        fencing.tick(control.nowNs());
    }

    /** What a fence has to know has changed: others that can reset it, or who decides. */
    public void pokeFence() {
        fencing.poke();
    }

    /**
     * Itself as the source of resets.
     *
     * @return null: it is not live, or takes none
     */
    public @Nullable ResetSource asSource() {
        Association live = association;
        ControllerFacts facts = facts();
        return machine.state() == ControllerState.LIVE && live != null && live.isReady() && facts != null && facts.ccrl() > 0
                ? new ResetSource(number, address, live.cntlid(), resets)
                : null;
    }

    /**
     * Sends an admin command of the user.
     *
     * @param call never used before
     * @return false: it is not live, and nothing was done
     */
    public boolean admin(AdminCall call) {
        Association live = association;
        if (machine.state() != ControllerState.LIVE || live == null) {
            return false;
        }
        live.admin().submit(call, false);
        return true;
    }

    // What is asked of it.

    /**
     * Its number.
     *
     * @return as in views and events
     */
    public int number() {
        return number;
    }

    /**
     * Where it is.
     *
     * @return the address
     */
    public TransportAddress address() {
        return address;
    }

    /**
     * Its state.
     *
     * @return now
     */
    public ControllerMachine machine() {
        return machine;
    }

    /**
     * Its queues, if commands may be given to them.
     *
     * @return null: not now
     */
    public @Nullable QueueSet usable() {
        Association live = association;
        return machine.state() == ControllerState.LIVE && !draining && live != null && live.isReady() ? live.set() : null;
    }

    /**
     * Whether commands without a path may wait for it.
     *
     * @return true from NEW to CONNECTING, FENCING included (ccr.md H17)
     */
    public boolean mayComeBack() {
        return !machine.state().isTerminal() && !deleteWanted && !patience.isFastFailed();
    }

    /**
     * What it said of itself last.
     *
     * @return null: it is not connected
     */
    public @Nullable ControllerFacts facts() {
        Association current = association;
        return current == null ? null : current.facts();
    }

    /**
     * The ANA state of a group.
     *
     * @param group ANAGRPID
     * @return optimized where the controller does not report ANA
     */
    public AnaAccess ana(int group) {
        Association current = association;
        return current == null ? AnaAccess.INACCESSIBLE : current.ana(group);
    }

    /**
     * All ANA groups.
     *
     * @return empty: it reports none
     */
    public Map<Integer, AnaAccess> anaGroups() {
        Association current = association;
        return current == null ? Map.of() : current.anaStates().groups();
    }

    /**
     * Whether the ANA log must be read before its ANA states are believed.
     *
     * @return true: a command was answered otherwise than the log says
     */
    public boolean anaStale() {
        return logs.isAnaStale();
    }

    /**
     * Why it was lost or not connected last.
     *
     * @return one line; empty: never
     */
    public String lastFault() {
        return lastFault;
    }

    /**
     * Attempts that have failed since it was live.
     *
     * @return 0 or more
     */
    public int failedAttempts() {
        return failedAttempts;
    }

    /**
     * CNTLID.
     *
     * @return -1: not known
     */
    public int cntlid() {
        Association current = association;
        return current == null || current.cntlid() == 0xFFFF ? -1 : current.cntlid();
    }

    /**
     * Its I/O queues.
     *
     * @return empty: not connected
     */
    public List<IoQueue> queues() {
        Association current = association;
        return current == null ? List.of() : List.copyOf(current.queues());
    }

    /**
     * Commands that wait for its silence.
     *
     * @return 0 or more
     */
    public int held() {
        Association current = association;
        return fencing.isHolding() ? fencing.held() : current == null ? 0 : current.held().size();
    }

    /**
     * Cross-Controller Resets that were asked for through it.
     *
     * @return those that have not ended
     */
    public int resetsPending() {
        return resets.pending();
    }

    /**
     * Least time that was left to a keep alive.
     *
     * @return nanoseconds; -1: none was answered yet
     */
    public long keepAliveMarginNs() {
        Association current = association;
        return current == null ? -1 : current.keepAliveMarginNs();
    }

    /**
     * What has happened to it.
     *
     * @return by name
     */
    public Map<String, Long> counters() {
        return fencing.counters(Map.of("reconnect_count", reconnects, "reset_count", resetCount, "fence_count", fences));
    }
}
