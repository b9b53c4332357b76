package io.fenceline.core.host.engine.discovery;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.api.host.Discovery.Change;
import io.fenceline.api.host.DiscoveryLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What one discovery has connected, and what would have to be done to reach what the log says. Whatever somebody else has connected
 * is neither connected again nor ever removed. One thread.
 */
public final class ConnectionPlan {
    /**
     * A path.
     *
     * @param subsystem SUBNQN
     * @param address where
     */
    public record Path(Nqn subsystem, TransportAddress address) {
    }

    /** The tags: what was connected here, and because of which record. */
    private final Map<Path, DiscoveryLog.Entry> owned = new LinkedHashMap<>();

    /** Nothing is connected. */
    public ConnectionPlan() {
    }

    /**
     * Makes the plan.
     *
     * @param log what the services say
     * @param there whether a path is connected, or being connected, by whomever
     * @param usable whether a transport is installed
     * @param gone whether a record of a service that is not in the log any more is gone indeed
     * @return what to connect, in the order of the log, and then what to remove
     */
    public List<Change> changes(DiscoveryLog log, Predicate<Path> there, Predicate<TransportType> usable,
            Predicate<TransportAddress> gone) {
        Map<Path, DiscoveryLog.Entry> wanted = new LinkedHashMap<>();
        for (DiscoveryLog.Entry entry : log.records()) {
            TransportAddress address = entry.address();
            if (entry.kind() == DiscoveryLog.Kind.NVM && address != null && usable.test(address.type())) {
                wanted.putIfAbsent(new Path(entry.subsystem(), address), entry);
            }
        }
        List<Change> changes = new ArrayList<>();
        wanted.forEach((path, entry) -> {
            if (!there.test(path)) {
                changes.add(new Change(true, entry));
            }
        });
        owned.forEach((path, entry) -> {
            DiscoveryLog.Entry now = wanted.get(path);
            if (now == null && there.test(path) && gone.test(entry.from())) {
                changes.add(new Change(false, entry));
            }
        });
        return changes;
    }

    /**
     * Keeps tags up to date with the log: a path that another service tells of now belongs to that one's record.
     *
     * @param log what the services say
     */
    public void refresh(DiscoveryLog log) {
        Map<Path, DiscoveryLog.Entry> told = new LinkedHashMap<>();
        for (DiscoveryLog.Entry entry : log.records()) {
            TransportAddress address = entry.address();
            if (entry.kind() == DiscoveryLog.Kind.NVM && address != null) {
                told.putIfAbsent(new Path(entry.subsystem(), address), entry);
            }
        }
        owned.replaceAll((path, entry) -> told.getOrDefault(path, entry));
    }

    /**
     * A path is connected because of the log.
     *
     * @param path which
     * @param entry the record
     */
    public void own(Path path, DiscoveryLog.Entry entry) {
        owned.put(path, entry);
    }

    /**
     * A path is not this discovery's any more.
     *
     * @param path which
     */
    public void disown(Path path) {
        owned.remove(path);
    }

    /**
     * What was connected here.
     *
     * @return a copy
     */
    public List<Path> owned() {
        return List.copyOf(owned.keySet());
    }
}
