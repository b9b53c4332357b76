package io.fenceline.assembly.config;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.TransportType;
import io.fenceline.api.target.AnaState;
import io.fenceline.api.target.NamespaceSpec;
import io.fenceline.api.target.PortSpec;
import io.fenceline.api.target.ReferralSpec;
import io.fenceline.api.target.SubsystemSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Makes the wishes of a file that has been checked and found right. */
final class ConfigBuilder {
    private final Item.Section root;
    private final Installed installed;

    ConfigBuilder(Item.Section root, Installed installed) {
        this.root = root;
        this.installed = installed;
    }

    TargetConfig build() {
        Item.Section target = root.section("target");
        Nqn discovery = target.value("discoveryNqn", Nqn.class).orElse(Nqn.DISCOVERY);
        long grace = target.number("closeGrace").orElseGet(() -> io.fenceline.api.Options.parseMillis(ConfigShape.CLOSE_GRACE));
        Map<String, Map<String, Object>> transports = new LinkedHashMap<>();
        root.section("transports").entries().forEach((type, item) -> transports.put(type, options((Item.Section) item)));
        return new TargetConfig(discovery, Duration.ofMillis(grace), transports,
                root.sections("subsystems").stream().map(this::subsystem).toList(),
                root.sections("ports").stream().map(this::port).toList(),
                root.sections("referrals").stream().map(this::referral).toList());
    }

    private static Map<String, Object> options(Item.Section section) {
        Map<String, Object> options = new HashMap<>();
        section.entries().forEach((key, item) -> {
            if (item instanceof Item.Leaf leaf) {
                options.put(key, leaf.text());
            }
        });
        return options;
    }

    private static int number(Item.Section section, String key) {
        return Math.toIntExact(section.number(key).orElseThrow());
    }

    private static Nqn nqn(Item.Section section) {
        return section.value("nqn", Nqn.class).orElseThrow();
    }

    private SubsystemSpec subsystem(Item.Section section) {
        Map<String, Item> names = root.section("hosts").entries();
        Set<Nqn> hosts = new LinkedHashSet<>();
        for (Item.Leaf leaf : section.leaves("hosts")) {
            hosts.add(names.get(leaf.text()) instanceof Item.Leaf named && named.value() instanceof Nqn nqn ? nqn : Nqn.of(leaf.text()));
        }
        return new SubsystemSpec(nqn(section), section.text("serial").orElse(""), section.text("model").orElseThrow(),
                section.flag("allowAnyHost").orElseThrow(), hosts, number(section, "cntlidMin"), number(section, "cntlidMax"),
                number(section, "maxIoQueues"), number(section, "maxQueueSize"), number(section, "maxNamespaces"),
                number(section, "anaGroups"),
                number(section, "anatt") / 1000, number(section, "cqt"), section.flag("lateWriteGuard").orElseThrow(),
                section.sections("namespaces").stream().map(ConfigBuilder::namespace).toList());
    }

    private static NamespaceSpec namespace(Item.Section section) {
        Map<String, Object> options = options(section.section("backend"));
        String type = String.valueOf(options.remove("type"));
        return new NamespaceSpec(number(section, "nsid"), section.value("uuid", UUID.class).orElse(null),
                section.text("nguid").orElse(null),
                section.text("eui64").orElse(null), Integer.parseInt(section.text("blockSize").orElseThrow()), number(section, "anaGroup"),
                section.flag("readOnly").orElseThrow(), type, options);
    }

    private PortSpec port(Item.Section section) {
        Set<Nqn> subsystems = new LinkedHashSet<>();
        section.leaves("subsystems").forEach(leaf -> subsystems.add((Nqn) leaf.value()));
        if (section.has("subsystems") && subsystems.isEmpty()) {
            subsystems.add(Nqn.DISCOVERY); // an empty set would mean all
        }
        Map<Integer, AnaState> ana = new HashMap<>();
        section.section("ana").entries()
                .forEach((group, item) -> ana.put(Integer.valueOf(group), AnaState.of(String.valueOf(((Item.Leaf) item).value()))));
        return new PortSpec(number(section, "id"), address(section), subsystems, section.flag("discovery").orElseThrow(), ana);
    }

    private ReferralSpec referral(Item.Section section) {
        return new ReferralSpec(address(section), number(section, "portId"), nqn(section));
    }

    private TransportAddress address(Item.Section section) {
        String name = section.text("transport").orElseThrow();
        TransportType type = switch (name) {
            case "tcp" -> TransportType.TCP;
            case "rdma" -> TransportType.RDMA;
            case "fc" -> TransportType.FC;
            default -> {
                TransportType known = installed.types().get(name);
                if (known == null) {
                    throw new IllegalStateException("transport " + name + " passed the check");
                }
                yield known;
            }
        };
        String address = section.text("address").orElseThrow();
        return new TransportAddress(type, family(type, address), address, section.text("service").orElse(""));
    }

    /** ADRFAM of an address of this transport (NVM Express Base 2.1, Figure 294). */
    private static TransportAddress.Family family(TransportType type, String address) {
        if (type.equals(TransportType.FC)) {
            return TransportAddress.Family.FC;
        }
        if (type.equals(TransportType.MEMORY)) {
            return TransportAddress.Family.INTRA_HOST;
        }
        return address.indexOf(':') >= 0 ? TransportAddress.Family.IPV6 : TransportAddress.Family.IPV4;
    }
}
