package io.fenceline.core.host.engine.discovery;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.api.host.DiscoveryLog;
import io.fenceline.core.host.policy.ReconnectDelay;
import io.fenceline.wire.DiscoveryEntry;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A discovery service and those that it refers to, directly or not. Each is read once, at whatever of its ports it is met first.
 * With {@link Mode#FOLLOW} the first one stays connected, and so do those that say that they support it (EPCSD); those that give
 * no notice of changes are read again every {@link #POLL_NS}. One thread; every wait ends by {@link #onTime} or by an answer,
 * for which whoever connects has a deadline.
 */
public final class ServiceTree {
    /** Services in one tree. */
    public static final int MAX_SERVICES = 64;
    /** How often what gives no notice is read again. */
    public static final long POLL_NS = 60_000_000_000L;
    /** What {@link #nextDeadlineNs} says when nothing is due. */
    public static final long NONE = Long.MAX_VALUE;

    /** Once, or for good. */
    public enum Mode {
        /** All are read once and closed; a failure is not tried again. */
        ONCE,
        /** Until {@link ServiceTree#close}. */
        FOLLOW
    }

    /**
     * What it must know.
     *
     * @param address the first service
     * @param nqn its name
     * @param mode once, or for good
     * @param depth how many referrals deep
     * @param delayNs before the first new attempt
     * @param maxDelayNs the longest wait between attempts
     * @param types transports by TRTYPE; null: not known
     * @param random 64 random bits each time
     */
    public record Settings(TransportAddress address, Nqn nqn, Mode mode, int depth, long delayNs, long maxDelayNs,
            IntFunction<@Nullable TransportType> types, LongSupplier random) {
    }

    private final Settings settings;
    private final ServiceActions actions;
    private final Service root;
    /** By address, in the order in which they are met from the root on. */
    private Map<TransportAddress, Service> services = new LinkedHashMap<>();
    private final Map<Integer, Service> connections = new HashMap<>();
    private final List<String> skipped = new ArrayList<>();
    private int numbers;
    private boolean unsettled;
    private boolean closed;

    /**
     * A tree that has read nothing; {@link #start} it.
     *
     * @param settings what it must know
     * @param actions does what it wants
     */
    public ServiceTree(Settings settings, ServiceActions actions) {
        this.settings = settings;
        this.actions = actions;
        root = new Service(settings.address(), settings.nqn(), settings.mode() == Mode.FOLLOW);
        services.put(root.address, root);
    }

    /**
     * Begins.
     */
    public void start() {
        open(root);
    }

    private void open(Service service) {
        service.number = numbers++;
        service.state = Service.State.OPENING;
        service.due = false;
        service.notices = false;
        unsettled = true;
        connections.put(service.number, service);
        actions.open(service.number, service.address, service.nqn, service.persistent);
    }

    private void read(Service service) {
        service.state = Service.State.READING;
        service.changed = false;
        service.due = false;
        unsettled = true;
        service.reader = new LogReader(service.maxTransfer);
        next(service, service.reader);
    }

    private void next(Service service, LogReader reader) {
        actions.read(service.number, reader.offset(), reader.bytes(), reader.retain());
    }

    /**
     * A service is connected, its controller enabled.
     *
     * @param number as in {@link ServiceActions#open}
     * @param maxTransfer bytes that it transfers at once
     * @param notices whether it tells of changes of its log
     */
    public void onUp(int number, int maxTransfer, boolean notices) {
        Service service = connections.get(number);
        if (service != null && service.state == Service.State.OPENING) {
            service.maxTransfer = maxTransfer;
            service.notices = notices;
            read(service);
        }
    }

    /**
     * A part of a log was read.
     *
     * @param number as in {@link ServiceActions#read}
     * @param data what was asked for; valid during this call
     * @param nowNs the time
     */
    public void onLog(int number, MemorySegment data, long nowNs) {
        Service service = connections.get(number);
        LogReader reader = service == null ? null : service.reader;
        if (service == null || reader == null) {
            return;
        }
        switch (reader.onData(data)) {
            case READ -> next(service, reader);
            case DONE -> {
                service.said = LogRecords.of(reader.entries(), service.address, settings.types());
                service.generation = reader.generation();
                service.problem = "";
                service.failures = 0;
                done(service, nowNs);
                grow();
                settle();
            }
            case FAILED -> failed(service, reader.failure(), !reader.isRestless(), nowNs);
        }
    }

    /**
     * A read was refused; the connection is there still.
     *
     * @param number as in {@link ServiceActions#read}
     * @param why one line
     * @param nowNs the time
     */
    public void onRefused(int number, String why, long nowNs) {
        Service service = connections.get(number);
        if (service != null) {
            failed(service, why, true, nowNs);
        }
    }

    private void failed(Service service, String why, boolean forGood, long nowNs) {
        service.problem = why;
        service.refused = forGood;
        service.failures++;
        done(service, nowNs);
        settle();
    }

    /** Its reading is over, well or not. */
    private void done(Service service, long nowNs) {
        service.reader = null;
        service.persistent |= settings.mode() == Mode.FOLLOW && service.saysPersistent();
        boolean keep = service.persistent;
        if (!keep) {
            end(service);
            actions.close(service.number);
        } else if (service.changed) {
            read(service);
            return;
        } else {
            service.state = Service.State.IDLE;
        }
        if (settings.mode() == Mode.FOLLOW && !service.problem.isEmpty()) {
            again(service, nowNs);
        } else if (settings.mode() == Mode.FOLLOW && (!keep || !service.notices || !service.saysPersistent())) {
            // A service that does not say that it supports persistent connections may forget its notices: it is read now and then.
            service.dueAt(nowNs + POLL_NS);
        }
    }

    private void end(Service service) {
        connections.remove(service.number);
        service.state = Service.State.AWAY;
        service.reader = null;
        service.due = false;
    }

    private void again(Service service, long nowNs) {
        service.dueAt(nowNs + ReconnectDelay.delayNs(Math.max(0, service.failures - 1), settings.delayNs(), settings.maxDelayNs(),
                settings.random().getAsLong()));
    }

    /**
     * A connection could not be made, or was lost; there is nothing left to be closed.
     *
     * @param number as in {@link ServiceActions#open}
     * @param why one line
     * @param forGood whether trying again would give the same
     * @param nowNs the time
     */
    public void onDown(int number, String why, boolean forGood, long nowNs) {
        Service service = connections.get(number);
        if (service == null) {
            return;
        }
        boolean was = service.busy();
        end(service);
        service.problem = why;
        service.refused = forGood;
        service.failures++;
        if (settings.mode() == Mode.FOLLOW) {
            again(service, nowNs);
        }
        if (was) {
            settle();
        }
    }

    /**
     * A service gives notice that its log has changed.
     *
     * @param number as in {@link ServiceActions#open}
     */
    public void onChange(int number) {
        Service service = connections.get(number);
        if (service != null && service.state == Service.State.IDLE) {
            read(service);
        } else if (service != null) {
            service.changed = true;
        }
    }

    /**
     * When {@link #onTime} wants to be called.
     *
     * @return by the clock of the calls; {@link #NONE}: never
     */
    public long nextDeadlineNs() {
        long next = NONE;
        boolean any = false;
        for (Service service : services.values()) {
            if (service.due && (!any || service.dueNs - next < 0)) {
                next = service.dueNs;
                any = true;
            }
        }
        return next;
    }

    /**
     * Does what is due.
     *
     * @param nowNs the time
     */
    public void onTime(long nowNs) {
        for (Service service : List.copyOf(services.values())) {
            if (service.due && nowNs - service.dueNs >= 0) {
                if (service.state == Service.State.IDLE) {
                    read(service);
                } else {
                    open(service);
                }
            }
        }
    }

    /** Ends all connections. */
    public void close() {
        closed = true;
        for (Service service : services.values()) {
            if (service.state != Service.State.AWAY) {
                actions.close(service.number);
            }
            end(service);
        }
    }

    /** Walks from the root along the referrals; connects services that are new, gives up those that nobody refers to any more. */
    private void grow() {
        Map<TransportAddress, Service> met = new LinkedHashMap<>();
        Set<TransportAddress> same = new HashSet<>();
        Deque<Service> walk = new ArrayDeque<>();
        List<Service> fresh = new ArrayList<>();
        skipped.clear();
        meet(root, met, same, walk);
        while (!walk.isEmpty()) {
            Service service = walk.remove();
            for (DiscoveryLog.Entry entry : service.records()) {
                TransportAddress address = entry.address();
                if (entry.kind() != DiscoveryLog.Kind.REFERRAL || address == null || same.contains(address)
                        || !follows(service, entry, met)) {
                    continue;
                }
                Service next = services.get(address);
                if (next == null) {
                    next = new Service(address, entry.subsystem(), settings.mode() == Mode.FOLLOW && Service.persistent(entry));
                    fresh.add(next);
                }
                next.depth = service.depth + 1;
                meet(next, met, same, walk);
            }
        }
        services.forEach((address, service) -> {
            if (!met.containsKey(address)) {
                if (service.state != Service.State.AWAY) {
                    actions.close(service.number);
                }
                end(service);
            }
        });
        services = met;
        fresh.forEach(this::open);
    }

    private boolean follows(Service service, DiscoveryLog.Entry entry, Map<TransportAddress, Service> met) {
        if (settings.depth() == 0) {
            return false;
        }
        if (service.depth == settings.depth()) {
            skipped.add("referral to " + entry.address() + " is not followed: it is more than " + settings.depth() + " deep");
            return false;
        }
        if (met.size() == MAX_SERVICES) {
            skipped.add("referral to " + entry.address() + " is not followed: " + MAX_SERVICES + " services are read at most");
            return false;
        }
        return true;
    }

    /** Adds a service, and the ports at which it says the same (DUPRETINFO): what refers to those leads back here. */
    private static void meet(Service service, Map<TransportAddress, Service> met, Set<TransportAddress> same, Deque<Service> walk) {
        met.put(service.address, service);
        same.add(service.address);
        walk.add(service);
        if (service.problem.isEmpty()) {
            for (DiscoveryLog.Entry entry : service.records()) {
                TransportAddress other = entry.address();
                if (entry.kind() == DiscoveryLog.Kind.CURRENT_DISCOVERY && other != null
                        && (entry.eflags() & DiscoveryEntry.EFLAGS_DUPRETINFO) != 0) {
                    same.add(other);
                }
            }
        }
    }

    private void settle() {
        if (unsettled && !closed && services.values().stream().noneMatch(Service::busy)) {
            unsettled = false;
            actions.settled();
        }
    }

    /**
     * What all services said last.
     *
     * @return generation 0 and nothing before the first one has spoken
     */
    public DiscoveryLog log() {
        List<DiscoveryLog.Entry> records = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Service service : services.values()) {
            LogRecords said = service.said;
            if (said != null) {
                records.addAll(said.records());
                problems.addAll(said.problems());
            }
            if (!service.problem.isEmpty()) {
                problems.add(service.address + ": " + service.problem);
            }
        }
        problems.addAll(skipped);
        return new DiscoveryLog(root.generation, records, problems);
    }

    /**
     * Why the first service could not be read last.
     *
     * @return empty: it could
     */
    public String failure() {
        return root.problem;
    }

    /**
     * Whether the first service would answer the same again.
     *
     * @return true: it refused, or makes no sense; false: it did not answer, or was read
     */
    public boolean isRefused() {
        return !root.problem.isEmpty() && root.refused;
    }

    /**
     * Whether the first service was read.
     *
     * @return false: {@link #log} is empty
     */
    public boolean isRead() {
        return root.said != null;
    }

    /**
     * What is being connected or read: for who has no more time.
     *
     * @return addresses
     */
    public List<TransportAddress> unfinished() {
        return services.values().stream().filter(Service::busy).map(s -> s.address).toList();
    }

    /**
     * Whether a path that is in {@link #log} no more is gone indeed, rather than out of sight: the service that told of it must
     * have been read since, or, when nobody refers to that one any more, every other one.
     *
     * @param from the service that told of it
     * @return whether it may be removed
     */
    public boolean isGone(TransportAddress from) {
        Service service = services.get(from);
        return service != null ? service.said != null : services.values().stream().allMatch(s -> s.said != null && !s.busy());
    }
}
