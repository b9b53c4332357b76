package io.fenceline.assembly.cli;

import io.fenceline.api.NvmeException;
import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.HostIdentity;
import io.fenceline.api.host.HostOptions;
import io.fenceline.assembly.host.SubsystemFinder;
import io.fenceline.assembly.host.SubsystemPlace;
import io.fenceline.assembly.plugin.Plugins;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Connects what there is, lists it, and disconnects. */
@Command(name = "list", description = "Connects what discovery at ADDRESS names, or the subsystem of --nqn, and lists paths and namespaces.", footer = {
        "", "Examples:", "  fenceline host list 127.0.0.1", "  fenceline host list 192.0.2.7:4420 192.0.2.8:4420 --nqn NQN --json", "",
        "Exit codes: 0 listed, 1 some could not be connected, 2 wrong command line, 3 nobody answered."})
final class HostListCommand extends HostWork {
    @Mixin
    private HostConnectOptions connect = new HostConnectOptions();

    HostListCommand(Shell shell) {
        super(shell);
    }

    @Override
    void check(Plugins plugins) {
        connect.check(plugins);
    }

    @Override
    int work(Session session) {
        List<ConnectSpec> specs = specs(session);
        List<String> failures = new ArrayList<>();
        for (ConnectSpec spec : specs) {
            try {
                session.ending().join(session.host().connect(spec));
                session.settle(spec);
            } catch (NvmeException e) {
                failures.add(spec.subsystem() + ": " + e.getMessage());
            }
        }
        HostPicture picture = new HostPicture(shell(), session.host().view());
        if (json()) {
            shell().say(Json.line(out -> {
                picture.json(out);
                out.writeArrayFieldStart("failures");
                for (String failure : failures) {
                    out.writeString(failure);
                }
                out.writeEndArray();
            }));
        } else {
            picture.brief();
        }
        failures.forEach(shell()::complain);
        return failures.isEmpty() ? Exit.OK : Exit.FAILED;
    }

    private List<ConnectSpec> specs(Session session) {
        SubsystemPlace place = connect.check(session.plugins());
        HostIdentity identity = connect.tuning().identity();
        HostOptions options = connect.tuning().options(session.plugins());
        SubsystemFinder finder = new SubsystemFinder(session.host());
        if (place.nqn() != null) {
            return List.of(finder.find(place, identity, options));
        }
        Map<Nqn, Set<TransportAddress>> found = finder.subsystems(place, identity, options);
        if (found.isEmpty()) {
            shell().complain("the discovery service names no subsystem for " + identity.nqn());
        }
        return found.entrySet().stream().map(e -> new ConnectSpec(e.getKey(), identity, List.copyOf(e.getValue()), options)).toList();
    }
}
