package io.fenceline.assembly.config;

import static io.fenceline.assembly.config.Shape.Key.optional;
import static io.fenceline.assembly.config.Shape.Key.preset;
import static io.fenceline.assembly.config.Shape.Key.required;

import io.fenceline.api.Nqn;
import io.fenceline.api.OptionSchema;
import io.fenceline.api.target.AnaState;
import io.fenceline.api.target.SubsystemSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The one declaration of what may stand in fenceline.yaml. */
final class ConfigShape {
    /** How long a close may take before connections are cut, when the file does not say: Ctrl-C ends within a second. */
    static final String CLOSE_GRACE = "500ms";
    /** Greatest controller identifier that may be given dynamically (NVM Express Base 2.1, 3.1.2.1). */
    private static final int MAX_CNTLID = 0xFFEF;
    private static final int MAX_ADDRESS = 256;
    private static final int MAX_SERVICE = 32;
    private static final int MAX_NAME = 64;

    private ConfigShape() {
    }

    static Shape.Group of(Installed installed) {
        return new Shape.Group(
                List.of(optional("target", target(), "What holds for the whole target."),
                        optional("transports", transports(installed), "Options of transports, by type; what is not given has its default."),
                        optional("hosts", hosts(), "Names for hosts, to be used under subsystems."),
                        optional("subsystems", new Shape.ListOf(subsystem(installed), "a list of subsystems"), "What is served."),
                        required("ports", new Shape.ListOf(port(installed), "a list of ports"), "where the target listens"),
                        optional("referrals", new Shape.ListOf(referral(), "a list of referrals"),
                                "Discovery controllers elsewhere that hosts are told of.")),
                "a group of keys (target, transports, hosts, subsystems, ports, referrals)");
    }

    private static Shape target() {
        return new Shape.Group(List.of(
                preset("discoveryNqn", Scalar.nqn(), Nqn.DISCOVERY,
                        "Unique name of the discovery subsystem; it also answers to the well-known name."),
                preset("closeGrace", Scalar.duration(0, 60_000), CLOSE_GRACE,
                        "How long running commands may take at the end before their connections are cut.")),
                "a group of keys");
    }

    private static Shape transports(Installed installed) {
        List<Shape.Key> types = installed.transports().entrySet().stream().map(entry -> optional(entry.getKey(),
                new Shape.Group(options(entry.getValue()), "a group of options"), "Options of the transport " + entry.getKey() + "."))
                .toList();
        return new Shape.Group(types, "a group of transport types with their options");
    }

    private static List<Shape.Key> options(OptionSchema schema) {
        return schema.options().stream().map(ConfigShape::option).toList();
    }

    private static Shape.Key option(OptionSchema.Option option) {
        boolean mustBe = option.fallback().isEmpty() && option.kind() != OptionSchema.Kind.TEXT;
        return new Shape.Key(option.key(), Scalar.of(option), mustBe, option.fallback(), option.help());
    }

    private static Shape hosts() {
        return new Shape.Table(Scalar.ascii(1, MAX_NAME), "name", Scalar.nqn(), "a table of names with NQNs of hosts");
    }

    private static Shape subsystem(Installed installed) {
        SubsystemSpec usual = SubsystemSpec.of(Nqn.of("nqn.usual"));
        return new Shape.Group(List.of(required("nqn", Scalar.nqn(), "the subsystem's name"),
                optional("serial", Scalar.ascii(1, 20), "Serial number; derived from the NQN when it is not given."),
                preset("model", Scalar.ascii(1, 40), usual.model(), "Model number, as 'nvme list' shows it."),
                preset("allowAnyHost", Scalar.flag(), usual.allowAnyHost(), "Whether every host may connect."),
                optional("hosts", new Shape.ListOf(Scalar.text(1, Nqn.MAX_BYTES), "a list of NQNs, or of names from 'hosts'"),
                        "Who may connect: NQNs, or names from 'hosts'."),
                preset("cntlidMin", Scalar.integer(1, MAX_CNTLID), usual.cntlidMin(), "Least controller identifier that is given here."),
                preset("cntlidMax", Scalar.integer(1, MAX_CNTLID), usual.cntlidMax(), "Greatest controller identifier that is given here."),
                preset("maxIoQueues", Scalar.integer(1, 128), usual.maxIoQueues(), "I/O queues of a controller."),
                preset("maxQueueSize", Scalar.integer(16, 1024), usual.maxQueueSize(), "Entries of a queue."),
                preset("maxNamespaces", Scalar.integer(1, 1024), usual.maxNamespaces(), "Greatest NSID."),
                preset("anaGroups", Scalar.integer(1, 128), usual.anaGroups(), "Number of ANA groups."),
                preset("anatt", Scalar.duration(1_000, 255_000), usual.anattSeconds() + "s",
                        "How long an ANA group may be in the change state; whole seconds."),
                preset("cqt", Scalar.duration(0, 65_535), usual.cqtMs() / 1000 + "s",
                        "Command quiesce time (CQT): the promise that commands of a lost association have ended after that; 0ms: none."),
                preset("lateWriteGuard", Scalar.flag(), usual.lateWriteGuard(),
                        "Whether writes to the same blocks wait for a write whose association is lost, or which takes long in its back end."),
                optional("namespaces", new Shape.ListOf(namespace(installed), "a list of namespaces"), "The namespaces.")),
                "a subsystem (nqn, namespaces and so on)");
    }

    private static Shape namespace(Installed installed) {
        Map<String, List<Shape.Key>> backends = new LinkedHashMap<>();
        installed.backends().forEach((type, schema) -> backends.put(type, options(schema)));
        return new Shape.Group(List.of(required("nsid", Scalar.integer(1, 1024), "the namespace identifier"),
                optional("uuid", Scalar.uuid(), "Derived from the subsystem's NQN and the NSID when it is not given."),
                optional("nguid", Scalar.hex(32), "16 bytes; derived when it is not given."),
                optional("eui64", Scalar.hex(16), "8 bytes; derived when it is not given."),
                preset("blockSize", Scalar.choice(List.of("4096", "512")), "4096", "Bytes of a logical block."),
                preset("anaGroup", Scalar.integer(1, 128), 1, "Its ANA group."),
                preset("readOnly", Scalar.flag(), false, "Whether writes are refused."),
                required("backend", new Shape.Provided("type", "back end", backends, "a back end (type, and the options of that type)"),
                        "where the data is")),
                "a namespace (nsid, backend and so on)");
    }

    private static Shape port(Installed installed) {
        Scalar state = Scalar.choice(Arrays.stream(AnaState.values()).map(AnaState::label).toList());
        return new Shape.Group(List.of(required("id", Scalar.integer(1, 65535), "the port identifier"),
                preset("transport", Scalar.choice(List.copyOf(installed.transports().keySet())), "tcp", "The transport."),
                required("address", Scalar.text(1, MAX_ADDRESS), "where to listen, such as 127.0.0.1, 0.0.0.0 or ::"),
                preset("service", Scalar.text(0, MAX_SERVICE), "4420",
                        "For tcp the port number; 4420 is the usual one for I/O, 8009 for discovery; 0: the system chooses."),
                optional("subsystems", new Shape.ListOf(Scalar.nqn(), "a list of NQNs of subsystems"),
                        "What is served here; not given: all subsystems; []: none, as for discovery alone."),
                preset("discovery", Scalar.flag(), true, "Whether the discovery subsystem answers here."),
                optional("ana", new Shape.Table(Scalar.integer(1, 128), "ANA group", state, "a table of ANA groups with their states"),
                        "States of ANA groups at this port; others are optimized.")),
                "a port (id, address and so on)");
    }

    private static Shape referral() {
        return new Shape.Group(List.of(preset("transport", Scalar.choice(List.of("tcp", "rdma", "fc")), "tcp", "The transport."),
                required("address", Scalar.text(1, MAX_ADDRESS), "where it listens"),
                preset("service", Scalar.text(0, MAX_SERVICE), "8009", "For tcp and rdma the port number."),
                preset("portId", Scalar.integer(0, 65535), 0, "PORTID of the discovery log page entry."),
                preset("nqn", Scalar.nqn(), Nqn.DISCOVERY, "Name of the discovery subsystem there.")),
                "a referral (transport, address and so on)");
    }
}
