package io.fenceline.spi.transport;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;
import io.fenceline.api.TransportType;

/** Makes the host end of a transport. A public class with a public constructor without arguments. */
public interface HostTransportProvider {
    /**
     * What it is.
     *
     * @return the type
     */
    TransportType type();

    /**
     * What it can be told.
     *
     * @return the options
     */
    OptionSchema options();

    /**
     * Makes a transport; opens nothing that would have to be undone when it is never used.
     *
     * @param context the surroundings
     * @param options values for {@link #options}
     * @return the transport
     */
    HostTransport open(TransportContext context, Options options);
}
