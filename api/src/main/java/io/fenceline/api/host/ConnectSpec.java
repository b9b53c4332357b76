package io.fenceline.api.host;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A wish to be connected to a subsystem.
 *
 * @param subsystem SUBNQN
 * @param identity who connects
 * @param paths where its ports are; each becomes a controller. An address twice gives two controllers
 * @param options how
 */
public record ConnectSpec(Nqn subsystem, HostIdentity identity, List<TransportAddress> paths, HostOptions options) {
    /** Greatest number of paths. */
    public static final int MAX_PATHS = 256;

    /** Copies the list. */
    public ConnectSpec {
        paths = List.copyOf(paths);
        if (paths.isEmpty() || paths.size() > MAX_PATHS) {
            throw new IllegalArgumentException("paths: " + paths.size() + " given, 1 to " + MAX_PATHS + " are wanted");
        }
    }

    /**
     * With {@link HostOptions#DEFAULTS}.
     *
     * @param subsystem SUBNQN
     * @param identity who connects
     * @param first where a port is
     * @param more where others are
     * @return the wish
     */
    public static ConnectSpec of(Nqn subsystem, HostIdentity identity, TransportAddress first, TransportAddress... more) {
        List<TransportAddress> paths = new ArrayList<>();
        paths.add(first);
        paths.addAll(List.of(more));
        return new ConnectSpec(subsystem, identity, paths, HostOptions.DEFAULTS);
    }

    /**
     * The same with other options.
     *
     * @param changed the other options
     * @return a copy
     */
    public ConnectSpec with(HostOptions changed) {
        return new ConnectSpec(subsystem, identity, paths, changed);
    }
}
