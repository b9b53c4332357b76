package io.fenceline.assembly.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns what nvmetcli saves from the Linux kernel's target into what fenceline.yaml would say, with the places of the
 * original. What has no counterpart is noted; what protected the data there and would not here is an error.
 */
final class NvmetcliReader {
    /** ANA groups of the Linux target (NVMET_MAX_ANAGRPS). */
    private static final String ANA_GROUPS = "128";
    private static final String ALL_ZERO = "[0-]+";

    private final List<Problem> problems;

    NvmetcliReader(List<Problem> problems) {
        this.problems = problems;
    }

    /** The root as of a fenceline.yaml; empty when the text is no JSON object. */
    Optional<Raw> read(String text) {
        Optional<Raw> json = new JsonReader(problems).read(text);
        if (json.isEmpty() || !(json.get() instanceof Raw.Mapping root)) {
            json.ifPresent(raw -> problems
                    .add(Problem.error(raw.place(), raw.kind() + " is not valid; an object with hosts, ports and subsystems is wanted")));
            return Optional.empty();
        }
        Source source = new Source(root);
        source.list("hosts").forEach(this::host);
        List<Raw.Entry> entries = new ArrayList<>();
        entries.add(list(source, "subsystems", source.list("subsystems").stream().map(this::subsystem).toList()));
        List<Raw> referrals = new ArrayList<>();
        entries.add(list(source, "ports", source.list("ports").stream().map(port -> port(port, referrals)).toList()));
        if (!referrals.isEmpty()) {
            entries.add(list(source, "referrals", referrals));
        }
        source.rest(Set.of());
        return Optional.of(new Raw.Mapping(root.place(), entries));
    }

    private static Raw.Entry list(Source source, String key, List<Raw> elements) {
        Place place = source.at(key);
        return new Raw.Entry(key, place, new Raw.Sequence(place, elements));
    }

    private void none(Raw raw, String what) {
        problems.add(Problem.note(raw.place(), raw.kind() + " has no counterpart; " + what));
    }

    private void unsafe(Raw raw, String what) {
        problems.add(Problem.error(raw.place(), raw.kind() + " has no counterpart; " + what));
    }

    private void host(Source host) {
        host.take("nqn");
        for (String key : List.of("dhchap_key", "dhchap_ctrl_key")) {
            host.take(key).filter(raw -> raw instanceof Raw.Scalar scalar && !scalar.text().isEmpty())
                    .ifPresent(raw -> problems.add(Problem.error(raw.place(), "has no counterpart: authentication is not offered, "
                            + "and the host would be let in without it; remove the key to accept that")));
        }
        host.rest(Set.of("dhchap_hash", "dhchap_dhgroup"));
    }

    private Raw subsystem(Source source) {
        Source attr = source.group("attr");
        Rewriter out = new Rewriter(source);
        out.copy(source, "nqn", "nqn").copy(attr, "serial", "serial").copy(attr, "model", "model");
        attr.take("allow_any_host").ifPresent(raw -> out.put("allowAnyHost", flag(raw)));
        out.copy(source, "allowed_hosts", "hosts");
        out.copy(attr, "cntlid_min", "cntlidMin").copy(attr, "cntlid_max", "cntlidMax").copy(attr, "qid_max", "maxIoQueues");
        attr.take("pi_enable").filter(NvmetcliReader::on).ifPresent(raw -> none(raw, "protection information is not offered"));
        attr.take("passthru_enable").filter(NvmetcliReader::on)
                .ifPresent(raw -> unsafe(raw, "passing commands to a controller is not offered"));
        attr.rest(Set.of("version", "firmware", "ieee_oui"));
        Source passthru = source.group("passthru");
        passthru.take("enable").filter(NvmetcliReader::on).ifPresent(raw -> unsafe(raw, "passing commands to a controller is not offered"));
        out.put("anaGroups", new Raw.Scalar(source.place(), ANA_GROUPS));
        List<Raw> namespaces = new ArrayList<>();
        for (Source namespace : source.list("namespaces")) {
            namespace(namespace).ifPresent(namespaces::add);
        }
        out.put("namespaces", new Raw.Sequence(source.at("namespaces"), namespaces));
        source.rest(Set.of());
        return out.mapping();
    }

    private Optional<Raw> namespace(Source source) {
        Rewriter out = new Rewriter(source);
        Source device = source.group("device");
        Optional<Raw> enable = source.take("enable");
        if (enable.isPresent() && !on(enable.get())) {
            none(enable.get(), "a namespace that is not enabled is left out");
            return Optional.empty();
        }
        out.copy(source, "nsid", "nsid").copy(source, "ana_grpid", "anaGroup");
        device.take("uuid").filter(NvmetcliReader::given).ifPresent(raw -> out.put("uuid", raw));
        device.take("nguid").filter(NvmetcliReader::given).ifPresent(
                raw -> out.put("nguid", raw instanceof Raw.Scalar s ? new Raw.Scalar(s.place(), s.text().replace("-", "")) : raw));
        Optional<Raw> path = device.take("path");
        String name = path.isPresent() && path.get() instanceof Raw.Scalar scalar ? scalar.text() : "";
        if (name.isEmpty()) {
            problems.add(Problem.error(path.map(Raw::place).orElse(device.place()), "names no device; a path is wanted under device.path"));
        }
        Place at = path.map(Raw::place).orElse(device.place());
        out.put("blockSize", new Raw.Scalar(at, blockSize(name, at)));
        out.put("backend", new Raw.Mapping(at, List.of(new Raw.Entry("type", at, new Raw.Scalar(at, "file")),
                new Raw.Entry("path", at, new Raw.Scalar(at, name)))));
        device.rest(Set.of());
        source.rest(Set.of("buffered_io"));
        return Optional.of(out.mapping());
    }

    /** The Linux target gives files blocks of 4096 bytes, and block devices their own. */
    private String blockSize(String name, Place at) {
        if (!name.startsWith("/dev/")) {
            return "4096";
        }
        Path file = Path.of("/sys/class/block", Path.of(name).getFileName().toString(), "queue", "logical_block_size");
        try {
            if (Files.isReadable(file)) {
                return Files.readString(file).strip();
            }
        } catch (IOException e) {
            problems.add(Problem.note(at, "the block size of '" + name + "' cannot be read: " + e.getMessage() + "; 512 is taken"));
            return "512";
        }
        problems.add(Problem.note(at, "the block size of '" + name + "' is not known, since the device is not here; 512 is taken"));
        return "512";
    }

    private Raw port(Source source, List<Raw> referrals) {
        Rewriter out = new Rewriter(source);
        Source address = source.group("addr");
        out.copy(source, "portid", "id");
        address(address, out);
        out.copy(source, "subsystems", "subsystems");
        List<Raw.Entry> states = new ArrayList<>();
        for (Source group : source.list("ana_groups")) {
            Optional<Raw> id = group.take("grpid");
            Optional<Raw> state = group.group("ana").take("state");
            if (id.isPresent() && id.get() instanceof Raw.Scalar scalar && state.isPresent()) {
                states.add(new Raw.Entry(scalar.text(), scalar.place(), state.get()));
            }
        }
        if (!states.isEmpty()) {
            out.put("ana", new Raw.Mapping(source.at("ana_groups"), states));
        }
        source.list("referrals").forEach(referral -> referral(referral).ifPresent(referrals::add));
        Source param = source.group("param");
        param.take("pi_enable").filter(NvmetcliReader::on).ifPresent(raw -> none(raw, "protection information is not offered"));
        param.rest(Set.of());
        source.rest(Set.of("enable"));
        return out.mapping();
    }

    private Optional<Raw> referral(Source source) {
        Optional<Raw> enable = source.take("enable");
        if (enable.isPresent() && !on(enable.get())) {
            none(enable.get(), "a referral that is not enabled is left out");
            return Optional.empty();
        }
        Rewriter out = new Rewriter(source);
        address(source.group("addr"), out);
        out.copy(source, "portid", "portId");
        source.rest(Set.of("name"));
        return Optional.of(out.mapping());
    }

    private void address(Source address, Rewriter out) {
        out.copy(address, "trtype", "transport").copy(address, "traddr", "address").copy(address, "trsvcid", "service");
        address.take("treq").filter(raw -> raw instanceof Raw.Scalar s && s.text().equals("required"))
                .ifPresent(raw -> unsafe(raw, "a secure channel is not offered; 'not required' would be accepted"));
        address.take("tsas").filter(raw -> raw instanceof Raw.Scalar s && s.text().toLowerCase(Locale.ROOT).startsWith("tls"))
                .ifPresent(raw -> unsafe(raw, "TLS is not offered; 'none' would be accepted"));
        address.rest(Set.of("adrfam"));
    }

    private static boolean on(Raw raw) {
        return raw instanceof Raw.Scalar scalar && !scalar.text().equals("0") && !scalar.text().equals("false") && !scalar.text().isEmpty();
    }

    private static boolean given(Raw raw) {
        return !(raw instanceof Raw.Scalar scalar) || (!scalar.text().isEmpty() && !scalar.text().matches(ALL_ZERO));
    }

    private static Raw flag(Raw raw) {
        return raw instanceof Raw.Scalar scalar ? switch (scalar.text()) {
            case "0" -> new Raw.Scalar(raw.place(), "false");
            case "1" -> new Raw.Scalar(raw.place(), "true");
            default -> raw;
        } : raw;
    }

    /** Collects what fenceline.yaml would say. */
    private static final class Rewriter {
        private final Place place;
        private final List<Raw.Entry> entries = new ArrayList<>();

        Rewriter(Source source) {
            place = source.place();
        }

        Rewriter copy(Source from, String key, String as) {
            from.take(key).ifPresent(raw -> put(as, raw));
            return this;
        }

        void put(String key, Raw value) {
            entries.add(new Raw.Entry(key, value.place(), value));
        }

        Raw mapping() {
            return new Raw.Mapping(place, entries);
        }
    }

    /** An object of the original, whose keys are taken one after the other; what is left over is noted. */
    private final class Source {
        private final Place place;
        private final Map<String, Raw.Entry> entries = new HashMap<>();
        private final Map<String, Place> places = new HashMap<>();

        Source(Raw.Mapping mapping) {
            place = mapping.place();
            mapping.entries().forEach(entry -> {
                entries.put(entry.key(), entry);
                places.put(entry.key(), entry.place());
            });
        }

        Place place() {
            return place;
        }

        Place at(String key) {
            return places.getOrDefault(key, place);
        }

        Optional<Raw> take(String key) {
            return Optional.ofNullable(entries.remove(key)).map(Raw.Entry::value);
        }

        private Source nothing(String key) {
            return new Source(new Raw.Mapping(at(key), List.of()));
        }

        Source group(String key) {
            Optional<Raw> raw = take(key);
            if (raw.isPresent() && raw.get() instanceof Raw.Mapping mapping) {
                return new Source(mapping);
            }
            raw.filter(r -> !(r instanceof Raw.Empty))
                    .ifPresent(r -> problems.add(Problem.error(r.place(), r.kind() + " is not valid; an object is wanted")));
            return nothing(key);
        }

        List<Source> list(String key) {
            Optional<Raw> raw = take(key);
            if (raw.isEmpty() || raw.get() instanceof Raw.Empty) {
                return List.of();
            }
            if (!(raw.get() instanceof Raw.Sequence sequence)) {
                problems.add(Problem.error(raw.get().place(), raw.get().kind() + " is not valid; a list is wanted"));
                return List.of();
            }
            List<Source> sources = new ArrayList<>();
            for (Raw element : sequence.elements()) {
                if (element instanceof Raw.Mapping mapping) {
                    sources.add(new Source(mapping));
                } else {
                    problems.add(Problem.error(element.place(), element.kind() + " is not valid; an object is wanted"));
                }
            }
            return sources;
        }

        void rest(Set<String> harmless) {
            for (Raw.Entry entry : entries.values()) {
                boolean empty = switch (entry.value()) {
                    case Raw.Scalar scalar -> scalar.text().isEmpty();
                    case Raw.Sequence list -> list.elements().isEmpty();
                    case Raw.Mapping mapping -> mapping.entries().isEmpty();
                    case Raw.Empty _ -> true;
                };
                if (!harmless.contains(entry.key()) && !empty) {
                    problems.add(Problem.note(entry.place(), "has no counterpart and is left out"));
                }
            }
        }
    }
}
