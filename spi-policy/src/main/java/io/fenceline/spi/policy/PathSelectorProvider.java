package io.fenceline.spi.policy;

import io.fenceline.api.OptionSchema;
import io.fenceline.api.Options;

/** Makes path selectors. A public class with a public constructor without arguments. */
public interface PathSelectorProvider {
    /**
     * Its name in configuration.
     *
     * @return lower case with hyphens, such as {@code queue-depth}
     */
    String name();

    /**
     * What it can be told.
     *
     * @return the options
     */
    OptionSchema options();

    /**
     * Makes a selector for one namespace.
     *
     * @param options values for {@link #options}
     * @return the selector
     */
    PathSelector open(Options options);
}
