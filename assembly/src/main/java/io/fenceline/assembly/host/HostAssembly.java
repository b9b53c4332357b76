package io.fenceline.assembly.host;

import io.fenceline.api.host.Host;
import io.fenceline.assembly.failovers.FlightRecording;
import io.fenceline.assembly.plugin.Plugins;
import io.fenceline.core.host.runtime.HostRuntime;
import io.fenceline.core.host.runtime.HostSettings;

/** Puts a host together from what plugs in, from the module path or from Felix. */
public final class HostAssembly {
    private HostAssembly() {
    }

    /**
     * Makes a host that always sees the plug-ins of the moment.
     *
     * @param plugins what plugs in
     * @param name of its threads
     * @return close it
     */
    public static Host open(Plugins plugins, String name) {
        Host host = new HostRuntime(new HostSettings("fenceline-" + name, () -> plugins.hostTransports().all(),
                () -> plugins.pathSelectors().all(), () -> plugins.recoveryPolicies().all(), () -> plugins.fencingAgents().all()));
        FlightRecording.of(host);
        return host;
    }
}
