package io.fenceline.core.host.engine.discovery;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.wire.DiscoveryEntry;
import io.fenceline.wire.DiscoveryLog;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Discovery services that answer a {@link ServiceTree}: pages by address, on one thread and a clock of their own. */
final class FakeServices implements ServiceActions {
    static final long SECOND = 1_000_000_000L;

    /** One service. */
    static final class Page {
        long generation = 1;
        final List<byte[]> entries = new ArrayList<>();
        boolean reachable = true;
        boolean notices = true;
        /** Runs after each read, as what happens meanwhile. */
        Runnable meanwhile = () -> {
        };

        Page add(int subtype, String nqn, TransportAddress address, int eflags) {
            byte[] bytes = new byte[DiscoveryEntry.BYTES];
            MemorySegment entry = MemorySegment.ofArray(bytes);
            DiscoveryEntry.TRTYPE.put(entry, address.type().trtype());
            DiscoveryEntry.ADRFAM.put(entry, address.family().code());
            DiscoveryEntry.SUBTYPE.put(entry, subtype);
            DiscoveryEntry.CNTLID.put(entry, 0xFFFF);
            DiscoveryEntry.ASQSZ.put(entry, 32);
            DiscoveryEntry.EFLAGS.put(entry, eflags);
            DiscoveryEntry.TRSVCID.put(entry, address.service());
            DiscoveryEntry.SUBNQN.put(entry, nqn);
            DiscoveryEntry.TRADDR.put(entry, address.address());
            entries.add(bytes);
            generation++;
            return this;
        }

        Page nvm(String nqn, TransportAddress address) {
            return add(DiscoveryEntry.SUBTYPE_NVM, nqn, address, 0);
        }

        Page current(TransportAddress address, int eflags) {
            return add(DiscoveryEntry.SUBTYPE_CURRENT, Nqn.DISCOVERY.value(), address, eflags);
        }

        Page referral(TransportAddress address, int eflags) {
            return add(DiscoveryEntry.SUBTYPE_REFERRAL, Nqn.DISCOVERY.value(), address, eflags);
        }

        Page clear() {
            entries.clear();
            generation++;
            return this;
        }

        byte[] read(long offset, int bytes) {
            byte[] page = new byte[DiscoveryLog.HEADER_BYTES + entries.size() * DiscoveryEntry.BYTES];
            DiscoveryLog.GENCTR.put(MemorySegment.ofArray(page), generation);
            DiscoveryLog.NUMREC.put(MemorySegment.ofArray(page), entries.size());
            for (int i = 0; i < entries.size(); i++) {
                System.arraycopy(entries.get(i), 0, page, (int) DiscoveryLog.entry(i), DiscoveryEntry.BYTES);
            }
            byte[] part = new byte[bytes];
            System.arraycopy(page, (int) offset, part, 0, (int) Math.max(0, Math.min(bytes, page.length - offset)));
            return part;
        }
    }

    final Map<TransportAddress, Page> pages = new HashMap<>();
    /** What is connected, by number. */
    final Map<Integer, TransportAddress> open = new LinkedHashMap<>();
    final List<String> calls = new ArrayList<>();
    private final Deque<Runnable> answers = new ArrayDeque<>();
    ServiceTree tree;
    long nowNs = Long.MAX_VALUE - 5 * SECOND;
    int settled;

    static TransportAddress at(int n) {
        return TransportAddress.tcp("192.0.2." + n, 8009);
    }

    Page page(int n) {
        return pages.computeIfAbsent(at(n), a -> new Page());
    }

    FakeServices begin(ServiceTree.Mode mode, int depth) {
        tree = new ServiceTree(
                new ServiceTree.Settings(at(1), Nqn.DISCOVERY, mode, depth, SECOND, 30 * SECOND, FakeServices::type, () -> -1L), this);
        tree.start();
        return run();
    }

    private static @Nullable TransportType type(int trtype) {
        return trtype == 3 ? TransportType.TCP : null;
    }

    /** Until nothing more is answered. */
    FakeServices run() {
        while (!answers.isEmpty()) {
            answers.remove().run();
        }
        return this;
    }

    /** Lets time pass, and does what is due then. */
    FakeServices pass(long ns) {
        nowNs += ns;
        tree.onTime(nowNs);
        return run();
    }

    /** The service tells those who are connected that it has changed. */
    FakeServices notice(int n) {
        List.copyOf(open.entrySet()).forEach(e -> {
            if (e.getValue().equals(at(n))) {
                tree.onChange(e.getKey());
            }
        });
        return run();
    }

    /** The connections to a service are lost. */
    FakeServices lose(int n) {
        List.copyOf(open.entrySet()).forEach(e -> {
            if (e.getValue().equals(at(n))) {
                open.remove(e.getKey());
                tree.onDown(e.getKey(), "connection lost", false, nowNs);
            }
        });
        return run();
    }

    List<TransportAddress> connected() {
        return open.values().stream().sorted((a, b) -> a.address().compareTo(b.address())).toList();
    }

    List<String> subsystems() {
        return tree.log().records().stream().filter(e -> e.kind() == io.fenceline.api.host.DiscoveryLog.Kind.NVM)
                .map(e -> e.subsystem().value()).toList();
    }

    @Override
    public void open(int service, TransportAddress address, Nqn nqn, boolean persistent) {
        calls.add("open " + address.address() + (persistent ? " persistent" : ""));
        open.put(service, address);
        Page page = pages.get(address);
        answers.add(() -> {
            if (!open.containsKey(service)) {
                return;
            }
            if (page == null || !page.reachable) {
                open.remove(service);
                tree.onDown(service, "nobody answers", false, nowNs);
            } else {
                tree.onUp(service, 4096, page.notices && persistent);
            }
        });
    }

    @Override
    public void read(int service, long offset, int bytes, boolean retain) {
        TransportAddress address = open.get(service);
        calls.add("read " + address.address() + " " + offset + "+" + bytes + (retain ? " retained" : ""));
        answers.add(() -> {
            if (open.containsKey(service)) {
                Page page = pages.get(address);
                byte[] data = page.read(offset, bytes);
                page.meanwhile.run();
                tree.onLog(service, MemorySegment.ofArray(data), nowNs);
            }
        });
    }

    @Override
    public void close(int service) {
        calls.add("close " + open.remove(service).address());
    }

    @Override
    public void settled() {
        settled++;
    }
}
