package io.fenceline.spi.policy;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;

/** Makes recovery policies. A public class with a public constructor without arguments. */
public interface RecoveryPolicyProvider {
    /**
     * Its name in configuration.
     *
     * @return lower case with hyphens, such as {@code time}
     */
    String name();

    /**
     * What it can be told.
     *
     * @return the options
     */
    OptionSchema options();

    /**
     * Whether its users accept that writes can be lost: only then does the engine release before the time is over. A user must
     * have chosen such a policy by name.
     *
     * @return false unless overridden
     */
    default boolean unsafe() {
        return false;
    }

    /**
     * Makes a policy for one controller.
     *
     * @param options values for {@link #options}
     * @return the policy
     */
    RecoveryPolicy open(Options options);
}
