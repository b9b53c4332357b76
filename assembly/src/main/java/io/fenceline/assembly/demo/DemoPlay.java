package io.fenceline.assembly.demo;

import io.fenceline.api.NvmeException;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.ControllerState;
import io.fenceline.api.host.Failover;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.HostEvent;
import io.fenceline.api.host.HostIdentity;
import io.fenceline.api.host.HostOptions;
import io.fenceline.api.host.HostView;
import io.fenceline.api.host.Subsystem;
import io.fenceline.api.target.AssociationEnd;
import io.fenceline.api.target.View;
import io.fenceline.assembly.failovers.ClockName;
import io.fenceline.assembly.failovers.Half;
import io.fenceline.assembly.failovers.Story;
import io.fenceline.assembly.host.HostAssembly;
import io.fenceline.assembly.host.SubsystemFinder;
import io.fenceline.assembly.plugin.Plugins;
import io.fenceline.testkit.fault.FaultScript;
import io.fenceline.testkit.fault.TcpFaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One play: a write gets stuck in the back end behind a path, the path is lost, the host recovers as its policy says, a newer write
 * follows, and the stuck one goes on. Everything is real but the faults: two TCP ports, two controllers, a multipath host. One thread
 * plays; samples are taken by another.
 */
public final class DemoPlay {
    /** Tenths of the keep alive that a command, and then its abort, is waited for: the host is to notice before the target does. */
    private static final int COMMAND_TENTHS = 6;
    private static final int ABORT_TENTHS = 1;
    /** After so long without an answer a write counts as stuck, and the path is cut. */
    private static final long STUCK_MS = 120;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(3);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final long SAMPLE_MS = 100;
    private static final Duration GRACE = Duration.ofMillis(500);

    private final Plugins plugins;
    private final DemoSpec spec;
    private final DemoListener listener;
    private final Patience patience;
    private final Consumer<Half> halves;
    private long zeroNs;
    private final List<TcpFaultProxy> proxies = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile int cut = -1;
    private volatile String story = "";

    /** Waits, unless it is to end. */
    @FunctionalInterface
    public interface Patience {
        /**
         * Waits.
         *
         * @param time how long
         * @return whether the play is to end now
         */
        boolean isEndWanted(Duration time);
    }

    /** It cannot go on. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stopped(String why) {
            super(why, null, false, false);
        }
    }

    /** What has been found out so far. */
    private static final class Notes {
        long stuck;
        long newer;
        boolean acknowledged;
        long waitedNs;
        int controller = -1;
        int cntlid = -1;
        String trouble = "";
    }

    /**
     * Prepares a play.
     *
     * @param plugins what plugs in
     * @param spec what is played
     * @param listener hears of it
     * @param patience waits
     * @param halves takes both halves of the failover, for a history
     */
    public DemoPlay(Plugins plugins, DemoSpec spec, DemoListener listener, Patience patience, Consumer<Half> halves) {
        this.plugins = plugins;
        this.spec = spec;
        this.patience = patience;
        this.halves = halves;
        this.listener = new Ordered(listener);
    }

    /**
     * Plays it.
     *
     * @return how it went
     * @throws NvmeException when it could not begin
     */
    public DemoResult play() {
        try (DemoTarget target = new DemoTarget(plugins, spec.quiesce()); Host host = HostAssembly.open(plugins, "demo")) {
            target.ports().forEach(port -> proxies.add(new TcpFaultProxy(FaultScript.parse("").run((ns, task) -> {
                throw new IllegalStateException("a proxy uses no timer");
            }), port)));
            return played(target, host);
        } finally {
            proxies.forEach(TcpFaultProxy::close);
        }
    }

    private DemoResult played(DemoTarget target, Host host) {
        List<TransportAddress> addresses = proxies.stream().map(TcpFaultProxy::address).toList();
        HostOptions options = HostOptions.DEFAULTS.change().keepAlive(spec.keepAlive())
                .commandTimeout(tenths(COMMAND_TENTHS)).abortTimeout(tenths(ABORT_TENTHS)).reconnectDelay(Duration.ofMillis(200))
                .reconnectDelayMax(Duration.ofMillis(500))
                .deadline(Duration.ofMinutes(1)).recovery(spec.recovery()).build();
        Subsystem subsystem = SubsystemFinder
                .await(host.connect(new ConnectSpec(DemoTarget.NQN, HostIdentity.of(UUID.randomUUID()), addresses, options)));
        await("both paths are live", () -> controllers(host).stream().filter(c -> c.state() == ControllerState.LIVE).count() == 2);
        zeroNs = System.nanoTime();
        DemoLoad load = new DemoLoad(SubsystemFinder.namespace(subsystem, 0), ThreadLocalRandom.current().nextLong(), this::now);
        listener.begin(spec, paths(host));
        host.events().subscribe(new Told());
        Notes notes = new Notes();
        Thread sampler = Thread.ofVirtual().name("demo-sampler").start(() -> sample(host, load));
        load.start();
        try {
            acts(target, host, load, notes);
        } catch (Stopped e) {
            notes.trouble = String.valueOf(e.getMessage());
        }
        story = "";
        over.countDown();
        join(sampler);
        finish(load, notes);
        DemoResult result = result(target, host, load, notes);
        listener.end(result);
        SubsystemFinder.await(subsystem.disconnect(GRACE));
        return result;
    }

    private Duration tenths(int count) {
        return spec.keepAlive().multipliedBy(count).dividedBy(10);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void acts(DemoTarget target, Host host, DemoLoad load, Notes notes) {
        say(DemoListener.Tone.PLAIN, DemoLoad.WORKERS + " workers write and read stamped blocks over paths A and B");
        pause(spec.warmUp());
        DemoLoad.StoryWrite first = load.send();
        load.isAcknowledged(first);
        target.trap(DemoLoad.BLOCK, spec.fault());
        DemoLoad.StoryWrite old = load.send();
        notes.stuck = old.generation();
        story = "write " + old.generation() + " is stuck";
        await("the write is in the back end", () -> target.stuck() == 1);
        View.ControllerView holder = holder(target);
        notes.cntlid = holder.cntlid();
        HostView.ControllerView lost = find(host, c -> c.cntlid() == notes.cntlid);
        notes.controller = lost.number();
        int path = addressIndex(lost.address());
        say(DemoListener.Tone.FAULT, "block " + DemoLoad.BLOCK + ": write " + old.generation() + " went over path " + name(path)
                + " and is stuck in the back end" + (spec.fault() == DemoSpec.Fault.STALLED ? "'s queue" : "; nothing can take it back"));
        cut(path);
        await("the host notices", () -> find(host, c -> c.number() == notes.controller).state() != ControllerState.LIVE);
        long noticedNs = System.nanoTime();
        Thread medium = spec.unsafe() ? null : Thread.ofVirtual().name("demo-medium").start(() -> goOn(target, old, noticedNs));
        story = "write " + old.generation() + " waits";
        await("the stuck write ends at the host", holdLimit(), () -> old.call().isDone());
        notes.acknowledged = load.isAcknowledged(old);
        notes.waitedNs = System.nanoTime() - old.issuedNs();
        story = "";
        if (!notes.acknowledged) {
            say(DemoListener.Tone.BAD, "block " + DemoLoad.BLOCK + ": write " + old.generation() + " ended with an unknown outcome");
        } else {
            say(DemoListener.Tone.PLAIN, "block " + DemoLoad.BLOCK + ": write " + old.generation() + " was sent again over path "
                    + name(1 - path) + " and is acknowledged");
        }
        DemoLoad.StoryWrite newer = load.send();
        await("the newer write ends", () -> newer.call().isDone());
        if (load.isAcknowledged(newer)) {
            notes.newer = newer.generation();
            boolean well = load.look().isEmpty();
            say(well ? DemoListener.Tone.PLAIN : DemoListener.Tone.BAD,
                    "block " + DemoLoad.BLOCK + ": newer write " + newer.generation() + " is acknowledged, and read back");
        }
        if (medium == null) {
            goOn(target, old, noticedNs);
        }
        watch(load, notes, path);
        heal(target, host, notes, path);
    }

    /** The controller in whose hands the stuck write is. */
    private View.ControllerView holder(DemoTarget target) {
        List<View.ControllerView> found = new ArrayList<>();
        await("the write is seen to be stuck", () -> {
            found.clear();
            target.view().controllers().stream().filter(c -> c.ioQueues() > 0 && c.outstanding() > 0 && c.oldestMs() >= STUCK_MS)
                    .forEach(found::add);
            return found.size() == 1;
        });
        return found.getFirst();
    }

    private void cut(int path) {
        cut = path;
        if (spec.cut() == DemoSpec.Cut.RESET) {
            say(DemoListener.Tone.FAULT, "path " + name(path) + " is reset: both ends hear of it");
            proxies.get(path).killAll();
        } else {
            proxies.get(path).blackhole(true);
            say(DemoListener.Tone.FAULT, "path " + name(path) + " goes dark: nothing passes any more, and nobody is told");
        }
    }

    /** The medium wakes up. Of a safe policy this happens in the middle of the hold, if the target has not taken the write back. */
    private void goOn(DemoTarget target, DemoLoad.StoryWrite old, long noticedNs) {
        if (!spec.unsafe()) {
            long left = noticedNs + spec.stuckFor().toNanos() - System.nanoTime();
            if (patience.isEndWanted(Duration.ofNanos(Math.max(0, left)))) {
                return;
            }
        }
        int released = target.release();
        say(released > 0 && spec.unsafe() ? DemoListener.Tone.FAULT : DemoListener.Tone.PLAIN, released > 0
                ? "the back end wakes up: the old write " + old.generation() + " lands"
                : "the back end wakes up: the old write " + old.generation() + " is not there any more, the target took it back");
    }

    private void watch(DemoLoad load, Notes notes, int path) {
        long until = System.nanoTime() + spec.watch().toNanos();
        boolean well = true;
        while (well && System.nanoTime() - until < 0) {
            well = load.look().isEmpty();
            pause(LOOK);
        }
        if (!well) {
            say(DemoListener.Tone.BAD, "GHOST WRITE: block " + DemoLoad.BLOCK + " holds write " + notes.stuck + " from path " + name(path)
                    + " again; write " + notes.newer + ", acknowledged and read back, is lost");
        }
    }

    /** The path comes back when the target, too, has given the old association up: nothing old is on its way then. */
    private void heal(DemoTarget target, Host host, Notes notes, int path) {
        await("the target gives the association up",
                () -> target.view().controllers().stream().noneMatch(c -> c.cntlid() == notes.cntlid && c.ioQueues() > 0));
        proxies.get(path).blackhole(false);
        cut = -1;
        await("path " + name(path) + " is live again",
                () -> find(host, c -> c.number() == notes.controller).state() == ControllerState.LIVE);
        say(DemoListener.Tone.GOOD, "path " + name(path) + " is back");
    }

    private void finish(DemoLoad load, Notes notes) {
        try {
            int left = load.stop(LIMIT);
            if (left > 0 && notes.trouble.isEmpty()) {
                notes.trouble = left + " workers did not end";
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            notes.trouble = "interrupted";
        }
    }

    private DemoResult result(DemoTarget target, Host host, DemoLoad load, Notes notes) {
        Failover failover = host.failovers().stream().filter(f -> f.controller() == notes.controller).findFirst().orElse(null);
        List<Half> both = new ArrayList<>();
        if (failover != null) {
            both.add(new Half.OfHost(ClockName.HERE, failover));
            AssociationEnd end = target.associationEnds().stream()
                    .filter(e -> e.cntlid() == failover.cntlid() && e.cirn() == failover.cirn())
                    .findFirst().orElse(null);
            if (end != null) {
                both.add(new Half.OfTarget(ClockName.HERE, end));
            }
        }
        both.forEach(halves);
        List<Story> stories = Story.join(both);
        return new DemoResult(spec,
                notes.controller < 0 ? "" : name(addressIndex(find(host, c -> c.number() == notes.controller).address())),
                notes.stuck, notes.newer, load.oracle().findings(), load.oracle().found(), notes.acknowledged, notes.waitedNs, load.gapNs(),
                load.slowestNs(), load.commands(), load.failures(), stories.isEmpty() ? null : stories.getFirst(), notes.trouble);
    }

    private Duration holdLimit() {
        return spec.keepAlive().multipliedBy(3).plus(spec.quiesce()).plus(LIMIT);
    }

    // ---- seeing and telling ----

    private long now() {
        return System.nanoTime() - zeroNs;
    }

    private void say(DemoListener.Tone tone, String text) {
        listener.line(now(), tone, text);
    }

    private void pause(Duration time) {
        if (patience.isEndWanted(time)) {
            throw new Stopped("ended early");
        }
    }

    private void await(String what, BooleanSupplier condition) {
        await(what, LIMIT, condition);
    }

    private void await(String what, Duration limit, BooleanSupplier condition) {
        long until = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - until >= 0) {
                throw new Stopped("waited " + limit.toSeconds() + " s in vain until " + what);
            }
            pause(POLL);
        }
    }

    private static List<HostView.ControllerView> controllers(Host host) {
        return host.view().subsystems().stream().flatMap(s -> s.controllers().stream()).toList();
    }

    private static HostView.ControllerView find(Host host, Predicate<HostView.ControllerView> which) {
        return controllers(host).stream().filter(which).findFirst().orElseThrow(() -> new Stopped("the controller is gone"));
    }

    private int addressIndex(TransportAddress address) {
        return proxies.get(0).address().equals(address) ? 0 : 1;
    }

    private static String name(int path) {
        return path == 0 ? "A" : "B";
    }

    private List<DemoListener.Path> paths(Host host) {
        List<DemoListener.Path> paths = new ArrayList<>();
        for (HostView.ControllerView c : controllers(host)) {
            int index = addressIndex(c.address());
            paths.add(new DemoListener.Path(name(index), c.address(), c.state(), c.outstanding(), c.held(), cut == index));
        }
        paths.sort(Comparator.comparing(DemoListener.Path::name));
        return paths;
    }

    private void sample(Host host, DemoLoad load) {
        long before = 0;
        try {
            while (!over.await(SAMPLE_MS, TimeUnit.MILLISECONDS)) {
                long commands = load.commands();
                listener.sample(new DemoListener.Sample(now(), commands - before, paths(host), story));
                before = commands;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells what the host says of its controllers. */
    private final class Told implements Flow.Subscriber<HostEvent> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(HostEvent event) {
            if (event instanceof HostEvent.StateChanged change && change.to() == ControllerState.FENCING) {
                say(DemoListener.Tone.PLAIN, "path " + name(addressIndex(change.address())) + " FENCING: " + change.why());
            } else if (event instanceof HostEvent.StateChanged change && change.to() == ControllerState.FENCED) {
                say(DemoListener.Tone.PLAIN, "path " + name(addressIndex(change.address())) + " FENCED");
            } else if (event instanceof HostEvent.Released released) {
                say(DemoListener.Tone.PLAIN, released.commands() + " held commands go on over the other path"
                        + (spec.unsafe() ? ", though nothing proves that they are not executed any more" : ""));
            }
        }

        @Override
        public void onError(Throwable failure) {
            say(DemoListener.Tone.BAD, "the host's events are lost: " + failure);
        }

        @Override
        public void onComplete() {
            // the host is closed
        }
    }

    /** One at a time. */
    private record Ordered(DemoListener listener) implements DemoListener {
        @Override
        public void begin(DemoSpec spec, List<Path> paths) {
            synchronized (listener) {
                listener.begin(spec, paths);
            }
        }

        @Override
        public void line(long atNs, Tone tone, String text) {
            synchronized (listener) {
                listener.line(atNs, tone, text);
            }
        }

        @Override
        public void sample(Sample sample) {
            synchronized (listener) {
                listener.sample(sample);
            }
        }

        @Override
        public void end(DemoResult result) {
            synchronized (listener) {
                listener.end(result);
            }
        }
    }
}
