package io.fenceline.api.target;

import io.fenceline.api.Nqn;
import io.fenceline.api.TransportAddress;
import java.util.Map;
import java.util.Set;

/**
 * A port: one listener of one transport, and what is served there.
 *
 * @param id PORTID, 1 to 65535
 * @param address where to listen
 * @param subsystems what is served; empty: all subsystems; a port for discovery alone names {@link Nqn#DISCOVERY} only
 * @param discovery whether the discovery subsystem answers here
 * @param ana states of ANA groups at this port; groups that are not named are optimized
 */
public record PortSpec(int id, TransportAddress address, Set<Nqn> subsystems, boolean discovery, Map<Integer, AnaState> ana) {
    /** Copies the collections and checks the identifier. */
    public PortSpec {
        subsystems = Set.copyOf(subsystems);
        ana = Map.copyOf(ana);
        if (id < 1 || id > 65535) {
            throw new IllegalArgumentException("port id: " + id + " is not valid; 1 to 65535 is wanted");
        }
    }
}
