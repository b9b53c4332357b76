package io.fenceline.spi.policy;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;

/** Makes fencing agents. A public class with a public constructor without arguments. */
public interface FencingAgentProvider {
    /**
     * Its name in configuration.
     *
     * @return lower case with hyphens
     */
    String name();

    /**
     * What it can be told.
     *
     * @return the options
     */
    OptionSchema options();

    /**
     * Makes an agent for a subsystem.
     *
     * @param options values for {@link #options}
     * @return the agent
     */
    FencingAgent open(Options options);
}
