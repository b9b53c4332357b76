package io.fenceline.core.host.engine.discovery;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.DiscoveryLog;
import io.fenceline.wire.DiscoveryEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A discovery service of a {@link ServiceTree}, and what is known of it. */
final class Service {
    /** What is being done about it. */
    enum State {
        /** Not connected; {@link Service#dueNs} says when it will be. */
        AWAY,
        /** Being connected. */
        OPENING,
        /** Its log is being read. */
        READING,
        /** Connected, its log is known. */
        IDLE
    }

    final TransportAddress address;
    final Nqn nqn;
    int depth;
    /** The number of its connection; a new one for each, so that late answers are known. */
    int number = -1;
    State state = State.AWAY;
    /** Whether its connection is kept. */
    boolean persistent;
    /** Whether it tells of changes. */
    boolean notices;
    /** It changed while it was read. */
    boolean changed;
    int maxTransfer;
    @Nullable
    LogReader reader;
    /** What it said last; null: never anything. */
    @Nullable
    LogRecords said;
    long generation;
    /** Why it could not be read last; empty: it could. */
    String problem = "";
    /** Whether it would answer the same again. */
    boolean refused;
    /** Attempts that have failed in a row. */
    int failures;
    /** When it is connected or read again; meaningful when {@link #due}. */
    long dueNs;
    boolean due;

    Service(TransportAddress address, Nqn nqn, boolean persistent) {
        this.address = address;
        this.nqn = nqn;
        this.persistent = persistent;
    }

    List<DiscoveryLog.Entry> records() {
        return said == null ? List.of() : said.records();
    }

    /** Whether its own entry says that explicit persistent connections are supported. */
    boolean saysPersistent() {
        return records().stream().anyMatch(e -> e.kind() == DiscoveryLog.Kind.CURRENT_DISCOVERY && persistent(e));
    }

    /** EFLAGS.EPCSD of an entry of a discovery subsystem. */
    static boolean persistent(DiscoveryLog.Entry entry) {
        return (entry.eflags() & DiscoveryEntry.EFLAGS_EPCSD) != 0;
    }

    void dueAt(long ns) {
        due = true;
        dueNs = ns;
    }

    boolean busy() {
        return state == State.OPENING || state == State.READING;
    }
}
