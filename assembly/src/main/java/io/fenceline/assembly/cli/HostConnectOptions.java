package io.fenceline.assembly.cli;

import io.fenceline.api.host.ConnectSpec;
import io.fenceline.api.host.Host;
import io.fenceline.api.host.NamespaceHandle;
import io.fenceline.api.host.Subsystem;
import io.fenceline.assembly.host.SubsystemFinder;
import io.fenceline.assembly.host.SubsystemPlace;
import io.fenceline.assembly.plugin.Plugins;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Which subsystem, over which paths, as whom, how: what commands of a host share. First {@link #check}, which needs no
 * network and throws what is the caller's mistake; then {@link #spec} or {@link #connect} with a host.
 */
final class HostConnectOptions {
    @Parameters(paramLabel = "ADDRESS", arity = "0..*", description = "Where the subsystem is: HOST, HOST:PORT, [IPV6]:PORT, or tcp://HOST:PORT/NQN/NSID. Several: several paths.")
    private List<String> addresses = new ArrayList<>();

    @Option(names = {"-a", "--address"}, paramLabel = "ADDRESS", description = "The same as an option, any number of times.")
    private List<String> more = new ArrayList<>();

    @Option(names = {"-n",
            "--nqn"}, paramLabel = "NQN", description = "The subsystem; default: the only one that discovery at ADDRESS names, over all its ports.")
    private @Nullable String nqn;

    @Option(names = "--nsid", paramLabel = "NSID", description = "The namespace; default: the only one.")
    private @Nullable String nsid;

    @Mixin
    private HostTuning tuning = new HostTuning();

    /**
     * Checks everything that can be checked without a network.
     *
     * @return where
     * @throws IllegalArgumentException one line with option, value and what would be right
     */
    SubsystemPlace check(Plugins plugins) {
        tuning.options(plugins);
        tuning.identity();
        return place();
    }

    private SubsystemPlace place() {
        List<String> all = new ArrayList<>(addresses);
        all.addAll(more);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("an ADDRESS is wanted, such as 127.0.0.1 or 192.0.2.7:4420");
        }
        if (all.size() > ConnectSpec.MAX_PATHS) {
            throw new IllegalArgumentException("ADDRESS: " + all.size() + " are given; at most " + ConnectSpec.MAX_PATHS + " are wanted");
        }
        SubsystemPlace place = SubsystemPlace.parse("ADDRESS", all.getFirst());
        for (String text : all.subList(1, all.size())) {
            SubsystemPlace other = SubsystemPlace.parse("ADDRESS", text);
            place = place.with(other.endpoints(), other.nqn(), other.nsid());
        }
        return place.with(List.of(), nqn == null ? null : SubsystemPlace.nqn("--nqn", nqn),
                nsid == null ? 0 : SubsystemPlace.nsid("--nsid", nsid));
    }

    /** Who and how. */
    HostTuning tuning() {
        return tuning;
    }

    /**
     * What is to be connected; asks discovery when no NQN is given.
     *
     * @throws io.fenceline.api.NvmeException as {@link SubsystemFinder#find}
     */
    ConnectSpec spec(Host host, Plugins plugins) {
        return new SubsystemFinder(host).find(place(), tuning.identity(), tuning.options(plugins));
    }

    /**
     * Connects it.
     *
     * @throws io.fenceline.api.NvmeException when nothing can be connected
     */
    Subsystem connect(Host host, Plugins plugins) {
        return SubsystemFinder.await(host.connect(spec(host, plugins)));
    }

    /**
     * The namespace that {@code --nsid} means.
     *
     * @throws io.fenceline.api.NvmeException names those that are there
     */
    NamespaceHandle namespace(Subsystem subsystem) {
        return SubsystemFinder.namespace(subsystem, place().nsid());
    }
}
