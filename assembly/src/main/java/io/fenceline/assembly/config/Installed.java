package io.fenceline.assembly.config;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.TransportType;
import java.util.Map;
import java.util.TreeMap;

/**
 * What plug-ins there are, as far as a configuration can speak of them.
 *
 * @param transports options of target transports by type
 * @param types the transport types by name
 * @param backends options of back ends by type
 * @param drainMs by type, how long back ends need at most until a cancelled request has ended; 0: not known
 */
public record Installed(Map<String, OptionSchema> transports, Map<String, TransportType> types, Map<String, OptionSchema> backends,
        Map<String, Long> drainMs) {
    /** Copies the maps, in alphabetical order. */
    public Installed {
        transports = java.util.Collections.unmodifiableMap(new TreeMap<>(transports));
        types = Map.copyOf(types);
        drainMs = Map.copyOf(drainMs);
        backends = java.util.Collections.unmodifiableMap(new TreeMap<>(backends));
    }
}
