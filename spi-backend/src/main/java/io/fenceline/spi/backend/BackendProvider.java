package io.fenceline.spi.backend;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;

/** Makes back ends of one type. A public class with a public constructor without arguments. */
public interface BackendProvider {
    /**
     * The type, as in fenceline.yaml.
     *
     * @return lower case
     */
    String type();

    /**
     * What it can be told.
     *
     * @return the options
     */
    OptionSchema options();

    /**
     * What {@link BackendCapabilities#drainMs} is at most for any back end of this type, as far as that is known before one is
     * opened: a configuration that promises hosts less (CQT) is refused.
     *
     * @return milliseconds; 0: not known
     */
    default long drainMs() {
        return 0;
    }

    /**
     * Opens a back end. May block; called on a thread that may.
     *
     * @param context the surroundings
     * @param options values for {@link #options}
     * @return ready for requests
     * @throws io.fenceline.api.NvmeException that names the option, its value and what would be right
     */
    Backend open(BackendContext context, Options options);
}
