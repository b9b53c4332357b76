package io.fenceline.assembly.config;

import io.fenceline.api.Nqn;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What single values cannot show: names that are not there, things that are there twice, bounds that depend on others. */
final class CrossCheck {
    private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    private final List<Problem> problems;
    private final Map<String, Long> drainMs;
    private final Map<String, Place> identifiers = new HashMap<>();
    private final Map<String, Place> media = new HashMap<>();

    CrossCheck(List<Problem> problems, Map<String, Long> drainMs) {
        this.problems = problems;
        this.drainMs = drainMs;
    }

    void check(Item.Section root) {
        Map<String, Item> hosts = root.section("hosts").entries();
        Map<Nqn, Item.Section> subsystems = new HashMap<>();
        for (Item.Section subsystem : root.sections("subsystems")) {
            subsystem.value("nqn", Nqn.class).ifPresent(nqn -> {
                name(root, subsystem, nqn);
                Item.Section first = subsystems.putIfAbsent(nqn, subsystem);
                if (first != null) {
                    twice(subsystem.at("nqn"), nqn.value(), first.at("nqn"), "a name of its own");
                }
            });
            subsystem(subsystem, hosts.keySet());
        }
        ports(root, subsystems);
    }

    private void error(Place place, String message) {
        problems.add(Problem.error(place, message));
    }

    private void note(Place place, String message) {
        problems.add(Problem.note(place, message));
    }

    private void twice(Place place, String value, Place first, String wanted) {
        error(place, "'" + value + "' is taken by " + first.path() + " (line " + first.line() + "); " + wanted + " is wanted");
    }

    private void name(Item.Section root, Item.Section subsystem, Nqn nqn) {
        boolean discovery = nqn.equals(Nqn.DISCOVERY)
                || root.section("target").value("discoveryNqn", Nqn.class).filter(nqn::equals).isPresent();
        if (discovery) {
            error(subsystem.at("nqn"), "'" + nqn + "' is the name of the discovery subsystem, which is there by itself; "
                    + "another name is wanted, such as nqn.2014-08.org.example:disk1");
        }
    }

    private void subsystem(Item.Section subsystem, Set<String> names) {
        long min = subsystem.number("cntlidMin").orElse(1L);
        long max = subsystem.number("cntlidMax").orElse(min);
        if (min > max) {
            error(subsystem.at("cntlidMin"),
                    "'" + min + "' is greater than cntlidMax, which is " + max + "; at most " + max + " is wanted");
        }
        for (Item.Leaf host : subsystem.leaves("hosts")) {
            if (!host.text().startsWith("nqn.") && !names.contains(host.text())) {
                error(host.place(), "'" + host.text() + "' is neither an NQN nor a name from 'hosts'; " + (names.isEmpty()
                        ? "an NQN is wanted, since 'hosts' names none"
                        : "known are " + String.join(", ", new TreeSet<>(names))));
            } else if (host.text().startsWith("nqn.")) {
                try {
                    Nqn.of(host.text());
                } catch (IllegalArgumentException e) {
                    error(host.place(), String.valueOf(e.getMessage()));
                }
            }
        }
        boolean any = subsystem.flag("allowAnyHost").orElse(true);
        if (!any && subsystem.leaves("hosts").isEmpty()) {
            note(subsystem.at("nqn"), "no host may connect; name some under 'hosts', or say allowAnyHost: true");
        }
        Map<Long, Place> nsids = new HashMap<>();
        for (Item.Section namespace : subsystem.sections("namespaces")) {
            namespace.number("nsid").ifPresent(nsid -> {
                Place first = nsids.putIfAbsent(nsid, namespace.at("nsid"));
                if (first != null) {
                    twice(namespace.at("nsid"), nsid.toString(), first, "a number of its own");
                }
                atMost(namespace, "nsid", subsystem, "maxNamespaces");
            });
            atMost(namespace, "anaGroup", subsystem, "anaGroups");
            namespace(namespace);
            promise(subsystem, namespace);
        }
    }

    /** CQT is a promise that the back ends have to keep. */
    private void promise(Item.Section subsystem, Item.Section namespace) {
        long cqt = subsystem.number("cqt").orElse(0L);
        String type = namespace.section("backend").text("type").orElse("");
        long drain = drainMs.getOrDefault(type, 0L);
        if (cqt > 0 && drain > cqt) {
            error(subsystem.at("cqt"), "'" + cqt + "ms' is less than a back end of type " + type + " may need to end its requests; " + drain
                    + "ms or more is wanted, or 0ms for no promise");
        }
    }

    private void atMost(Item.Section section, String key, Item.Section owner, String limitKey) {
        long limit = owner.number(limitKey).orElse(Long.MAX_VALUE);
        long value = section.number(key).orElse(0L);
        if (value > limit) {
            error(section.at(key),
                    "'" + value + "' is greater than " + limitKey + " of the subsystem, which is " + limit + "; 1 to " + limit
                            + " is wanted");
        }
    }

    private void namespace(Item.Section namespace) {
        for (String key : List.of("uuid", "nguid", "eui64")) {
            if (namespace.entries().get(key) instanceof Item.Leaf leaf) {
                unique(identifiers, key + " " + leaf.text().toLowerCase(Locale.ROOT), leaf, "a value of its own");
                if (leaf.text().replace("-", "").matches("0+")) {
                    error(leaf.place(), "'" + leaf.text() + "' means that there is none; another value is wanted, or no such key");
                }
            }
        }
        Item.Section backend = namespace.section("backend");
        if (backend.entries().get("path") instanceof Item.Leaf leaf && leaf.value() instanceof String path && !path.isEmpty()) {
            Item.Leaf absolute = new Item.Leaf(leaf.place(), path, path);
            unique(media, Path.of(path).toAbsolutePath().normalize().toString(), absolute, "a file for each namespace");
        }
        long blockSize = namespace.text("blockSize").map(Long::parseLong).orElse(1L);
        if (backend.entries().get("size") instanceof Item.Leaf leaf && leaf.value() instanceof Long size && size % blockSize != 0) {
            error(leaf.place(), "'" + leaf.text() + "' is no multiple of the block size, which is " + blockSize + "; "
                    + (size / blockSize + 1) * blockSize + " would be one");
        }
    }

    private void unique(Map<String, Place> seen, String value, Item.Leaf leaf, String wanted) {
        Place first = seen.putIfAbsent(value, leaf.place());
        if (first != null) {
            twice(leaf.place(), leaf.text(), first, wanted);
        }
    }

    private void ports(Item.Section root, Map<Nqn, Item.Section> subsystems) {
        Map<Long, Place> ids = new HashMap<>();
        Map<String, Place> addresses = new HashMap<>();
        Set<Nqn> served = new HashSet<>();
        boolean discovery = false;
        List<Item.Section> ports = root.sections("ports");
        for (Item.Section port : ports) {
            port.number("id").ifPresent(id -> {
                Place first = ids.putIfAbsent(id, port.at("id"));
                if (first != null) {
                    twice(port.at("id"), id.toString(), first, "a number of its own");
                }
            });
            address(port, addresses);
            discovery |= port.flag("discovery").orElse(true);
            Set<Nqn> here = new HashSet<>();
            if (port.has("subsystems")) {
                for (Item.Leaf leaf : port.leaves("subsystems")) {
                    subsystemOfPort(leaf, subsystems.keySet(), here);
                }
            } else {
                here.addAll(subsystems.keySet());
            }
            served.addAll(here);
            ana(port, here, subsystems);
            exposed(port, here, subsystems);
        }
        if (root.entries().get("ports") instanceof Item.Listing listing && listing.written() == 0) {
            error(root.at("ports"), "is empty; at least one port is wanted");
        } else if (root.has("ports")) {
            subsystems.forEach((nqn, subsystem) -> {
                if (!served.contains(nqn)) {
                    note(subsystem.at("nqn"), "is served at no port; name it under 'subsystems' of one");
                }
            });
            if (!discovery) {
                note(root.at("ports"), "no port has discovery: true, so hosts cannot discover");
            }
        }
    }

    private void subsystemOfPort(Item.Leaf leaf, Set<Nqn> known, Set<Nqn> here) {
        if (!(leaf.value() instanceof Nqn nqn)) {
            return;
        }
        if (!known.contains(nqn)) {
            String there = String.join(", ", new TreeSet<>(known.stream().map(Nqn::value).toList()));
            error(leaf.place(), "'" + nqn + "' is no subsystem of this file; "
                    + (there.isEmpty() ? "there is none under 'subsystems'" : "there are " + there));
        } else if (!here.add(nqn)) {
            error(leaf.place(), "'" + nqn + "' is there twice; once is wanted");
        }
    }

    private void address(Item.Section port, Map<String, Place> addresses) {
        String transport = port.text("transport").orElse("");
        String address = port.text("address").orElse("");
        String service = port.text("service").orElse("");
        if (transport.isEmpty() || address.isEmpty()) {
            return;
        }
        if (transport.equals("tcp")) {
            tcpAddress(port, address, service);
        }
        String where = transport + " " + service + " ";
        Place first = addresses.putIfAbsent(where + address, port.at("address"));
        if (first != null) {
            error(port.at("address"),
                    "'" + address + "' with service " + service + " is taken by " + first.path() + " (line " + first.line()
                            + "); another address or service is wanted");
            return;
        }
        for (Map.Entry<String, Place> other : addresses.entrySet()) {
            boolean sameService = other.getKey().startsWith(where) && !other.getKey().equals(where + address);
            String there = other.getKey().substring(Math.min(where.length(), other.getKey().length()));
            if (sameService && (ANY_ADDRESS.contains(address) || ANY_ADDRESS.contains(there)) && family(address) == family(there)) {
                error(port.at("address"),
                        "'" + address + "' with service " + service + " overlaps with " + other.getValue().path() + " (line "
                                + other.getValue().line() + "), since one of them is every address; another service is wanted");
            }
        }
    }

    private static boolean family(String address) {
        return address.indexOf(':') >= 0;
    }

    private void tcpAddress(Item.Section port, String address, String service) {
        if (!service.matches("[0-9]{1,5}") || Integer.parseInt(service) > 65535) {
            error(port.at("service"), "'" + service + "' is not valid; a port number from 0 to 65535 is wanted, usually 4420 or 8009");
        }
        if (!address.matches("[0-9A-Za-z._:%-]+")) {
            error(port.at("address"), "'" + address + "' is no address; an IPv4 or IPv6 address or a host name is wanted, without brackets "
                    + "and port, such as 127.0.0.1, ::1 or 0.0.0.0");
        } else if (address.matches("[0-9.]+:[0-9]+")) {
            error(port.at("address"), "'" + address + "' has a port in it; the address alone is wanted here, and the port under 'service'");
        } else if (address.matches("[0-9.]+") && !address.matches("((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.(?!$)|$)){4}")) {
            error(port.at("address"), "'" + address + "' is no IPv4 address; four numbers from 0 to 255 are wanted, such as 192.0.2.10");
        }
    }

    private void ana(Item.Section port, Set<Nqn> here, Map<Nqn, Item.Section> subsystems) {
        long groups = here.stream().map(subsystems::get).mapToLong(s -> s == null ? 0 : s.number("anaGroups").orElse(128L)).max()
                .orElse(128);
        Item.Section ana = port.section("ana");
        ana.entries().forEach((group, state) -> {
            if (Long.parseLong(group) > groups) {
                error(state.place(),
                        "'" + group + "' is greater than anaGroups of every subsystem served here, at most " + groups + "; 1 to "
                                + groups + " is wanted");
            }
        });
    }

    private void exposed(Item.Section port, Set<Nqn> here, Map<Nqn, Item.Section> subsystems) {
        String address = port.text("address").orElse("localhost");
        if (address.startsWith("127.") || address.equals("::1") || address.equals("localhost")
                || !"tcp".equals(port.text("transport").orElse(""))) {
            return;
        }
        for (Nqn nqn : here) {
            Item.Section subsystem = subsystems.get(nqn);
            if (subsystem != null && subsystem.flag("allowAnyHost").orElse(false)) {
                note(port.at("address"),
                        "everyone who reaches " + address + " can read and write " + nqn + ", which has allowAnyHost: true");
            }
        }
    }
}
