package io.fenceline.assembly.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fenceline.api.NvmeException;
import io.fenceline.api.Nqn;
import io.fenceline.api.Options;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.DiscoveryLog;
import io.fenceline.api.host.DiscoveryLog.Entry;
import io.fenceline.api.host.DiscoverySpec;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.HostIdentity;
import io.fenceline.api.host.HostOptions;
import io.fenceline.assembly.host.HostAssembly;
import io.fenceline.assembly.host.SubsystemFinder;
import io.fenceline.assembly.plugin.Plugins;
import io.fenceline.spi.transport.HostTransportProvider;
import io.fenceline.wire.DiscoveryEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks a discovery controller what it knows. */
@Command(name = "discover", description = "Asks a discovery controller what it knows, as 'nvme discover' does, without root and without a kernel.", footer = {
        "", "Examples:", "  fenceline discover 127.0.0.1                 port 8009, where discovery usually is",
        "  fenceline discover 192.0.2.7:4420", "  fenceline discover [2001:db8::7]:4420 --json",
        "  fenceline discover 192.0.2.7 --referrals 4   and what it refers to",
        "  fenceline discover 192.0.2.7 --hostnqn nqn.2014-08.org.example:alice   what this host may see", "",
        "Exit codes: 0 answered, 1 refused or no sense, 2 wrong command line, 3 nobody answered in time."})
final class DiscoverCommand implements Callable<Integer> {
    private static final int DISCOVERY_PORT = 8009;
    private static final Path HOST_NQN = Path.of("/etc/nvme/hostnqn");
    private static final long MAX_TIMEOUT_MS = 600_000;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Tell this.")
    boolean help;

    @Parameters(paramLabel = "ADDRESS", description = "ADDRESS or ADDRESS:PORT; an IPv6 address with a port goes in brackets.")
    private String address = "";

    @Option(names = {"-q",
            "--hostnqn"}, paramLabel = "NQN", description = "Who asks; default: what /etc/nvme/hostnqn says, else a random one.")
    private @Nullable String host;

    @Option(names = {"-n", "--nqn"}, paramLabel = "NQN", description = "The discovery subsystem; default: the well-known name.")
    private String nqn = Nqn.DISCOVERY.value();

    @Option(names = {"-t", "--transport"}, paramLabel = "TYPE", description = "The transport; default: tcp.")
    private String transport = "tcp";

    @Option(names = "--timeout", paramLabel = "TIME", description = "How long all of it may take, such as 500ms or 5s; default: 5s.")
    private String timeout = "5s";

    @Option(names = "--referrals", paramLabel = "DEPTH", description = "How many referrals deep other services are asked, too; 0 to 8, default: 0.")
    private int referrals;

    @Option(names = "--json", description = "One JSON object, with the names that 'nvme discover -o json' uses.")
    private boolean json;

    private final Shell shell;

    DiscoverCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        DiscoverySpec spec;
        TransportAddress where;
        Plugins plugins = shell.plugins().get();
        try {
            HostTransportProvider provider = plugins.hostTransports().find(transport)
                    .orElseThrow(() -> new IllegalArgumentException("--transport: '" + transport + "' is not installed; there are "
                            + String.join(", ", plugins.hostTransports().all().stream().map(p -> p.type().name()).toList())));
            TransportAddress named = parse(address);
            where = new TransportAddress(provider.type(), named.family(), named.address(), named.service());
            spec = spec();
        } catch (IllegalArgumentException e) {
            shell.complain(e.getMessage() + "; see 'fenceline discover --help'");
            return Exit.USAGE;
        }
        try (Host host = HostAssembly.open(plugins, "discover")) {
            DiscoveryLog log = SubsystemFinder.await(host.discover(where, spec));
            shell.say(json ? json(log) : table(where, log));
            log.problems().forEach(shell::complain);
            return Exit.OK;
        } catch (NvmeException e) {
            shell.complain(String.valueOf(e.getMessage()));
            return e.category() == NvmeException.Category.RETRY ? Exit.UNREACHABLE : Exit.FAILED;
        }
    }

    private DiscoverySpec spec() {
        long limit;
        try {
            limit = Options.parseMillis(timeout);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException("--timeout: '" + timeout + "' is not valid; a time is wanted, such as 500ms or 5s", e);
        }
        if (limit < 1 || limit > MAX_TIMEOUT_MS) {
            throw new IllegalArgumentException("--timeout: '" + timeout + "' is not valid; 1ms to 10m is wanted");
        }
        if (referrals < 0 || referrals > DiscoverySpec.MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "--referrals: '" + referrals + "' is not valid; 0 to " + DiscoverySpec.MAX_DEPTH + " is wanted");
        }
        Nqn who = host();
        // One attempt may take all the time there is: who asks once does not ask again.
        HostOptions options = HostOptions.DEFAULTS.change().connectTimeout(Duration.ofMillis(Math.max(10, limit))).build();
        return new DiscoverySpec(new HostIdentity(who, hostId(who)), options, Nqn.of(nqn), Duration.ofMillis(limit), referrals);
    }

    /** ADDRESS, ADDRESS:PORT, [IPV6], [IPV6]:PORT, IPV6. */
    static TransportAddress parse(String text) {
        String where = text.startsWith("tcp://") ? text.substring("tcp://".length()) : text;
        String name = where;
        String port = "";
        int bracket = where.indexOf(']');
        int colon = where.indexOf(':', Math.max(0, bracket));
        if (where.startsWith("[") && bracket > 0) {
            name = where.substring(1, bracket);
            port = colon < 0 ? "" : where.substring(colon + 1);
        } else if (colon >= 0 && where.indexOf(':', colon + 1) < 0) {
            name = where.substring(0, colon);
            port = where.substring(colon + 1);
        }
        boolean portThere = colon >= 0 && !name.equals(where) && where.endsWith(":" + port) && !where.endsWith("]");
        if (name.isEmpty() || name.length() > 256 || (portThere && !port.matches("[0-9]{1,5}"))) {
            throw new IllegalArgumentException(
                    "ADDRESS: '" + text + "' is not valid; such as 127.0.0.1, 192.0.2.7:4420 or [::1]:8009 is wanted");
        }
        return TransportAddress.tcp(name, portThere ? Integer.parseInt(port) : DISCOVERY_PORT);
    }

    private Nqn host() {
        if (host != null) {
            return Nqn.of(host);
        }
        try {
            if (Files.isReadable(HOST_NQN)) {
                return Nqn.of(Files.readString(HOST_NQN).strip());
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(HOST_NQN + " cannot be read: " + e.getMessage() + "; --hostnqn would do without", e);
        }
        return Nqn.of("nqn.2014-08.org.nvmexpress:uuid:" + UUID.randomUUID());
    }

    /** A host has one identifier as long as it has one name, which some targets check. */
    private static UUID hostId(Nqn who) {
        int at = who.value().indexOf(":uuid:");
        if (at >= 0) {
            String id = who.value().substring(at + ":uuid:".length());
            if (id.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
                return UUID.fromString(id);
            }
        }
        return UUID.nameUUIDFromBytes(who.value().getBytes(StandardCharsets.UTF_8));
    }

    /** As nvme-cli calls it: what is within one host is a loop. */
    private static String transport(Entry entry) {
        TransportAddress at = entry.address();
        return at == null ? "unknown" : at.type().trtype() == DiscoveryEntry.TRTYPE_LOOP ? "loop" : at.type().name();
    }

    private static String family(Entry entry) {
        TransportAddress at = entry.address();
        return at == null ? "unknown" : switch (at.family()) {
            case IPV4 -> "ipv4";
            case IPV6 -> "ipv6";
            case IB -> "infiniband";
            case FC -> "fibre-channel";
            case INTRA_HOST -> "loop";
        };
    }

    private static String address(Entry entry) {
        TransportAddress at = entry.address();
        return at == null ? "" : at.address();
    }

    private static String service(Entry entry) {
        TransportAddress at = entry.address();
        return at == null ? "" : at.service();
    }

    private static String subtype(Entry entry) {
        return switch (entry.kind()) {
            case REFERRAL -> "discovery subsystem referral";
            case NVM -> "nvme subsystem";
            case CURRENT_DISCOVERY -> "current discovery subsystem";
        };
    }

    private static String treq(int treq) {
        String secure = switch (treq & 3) {
            case DiscoveryEntry.TREQ_NOT_SPECIFIED -> "not specified";
            case DiscoveryEntry.TREQ_REQUIRED -> "required";
            case DiscoveryEntry.TREQ_NOT_REQUIRED -> "not required";
            default -> "reserved";
        };
        return secure + ((treq & DiscoveryEntry.TREQ_DISABLE_SQ_FLOW_CONTROL) != 0 ? ", sq flow control disable supported" : "");
    }

    private static String json(DiscoveryLog page) {
        return Json.line(out -> {
            out.writeNumberField("genctr", page.generation());
            out.writeArrayFieldStart("records");
            for (Entry entry : page.records()) {
                record(out, entry);
            }
            out.writeEndArray();
        });
    }

    private static void record(JsonGenerator out, Entry entry) throws IOException {
        out.writeStartObject();
        out.writeStringField("trtype", transport(entry));
        out.writeStringField("adrfam", family(entry));
        out.writeStringField("subtype", subtype(entry));
        out.writeStringField("treq", treq(entry.treq()));
        out.writeNumberField("portid", entry.portId());
        out.writeStringField("trsvcid", service(entry));
        out.writeStringField("subnqn", entry.subsystem().value());
        out.writeStringField("traddr", address(entry));
        out.writeNumberField("cntlid", entry.cntlid());
        out.writeNumberField("asqsz", entry.adminQueueSize());
        out.writeNumberField("eflags", entry.eflags());
        out.writeEndObject();
    }

    private String table(TransportAddress where, DiscoveryLog page) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("transport", "address", "service", "port", "what", "subsystem"));
        for (Entry entry : page.records()) {
            rows.add(List.of(transport(entry), address(entry), service(entry), Integer.toString(entry.portId()),
                    subtype(entry), entry.subsystem().value()));
        }
        StringBuilder text = new StringBuilder(shell.strong("Discovery log page of " + where) + ", generation "
                + page.generation() + ", " + page.records().size() + (page.records().size() == 1 ? " record" : " records"));
        if (!page.records().isEmpty()) {
            text.append("\n\n").append(Table.of(rows));
        }
        return text.toString();
    }
}
