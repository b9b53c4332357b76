package io.fenceline.api.host;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How lost controllers are fenced, beside {@link HostOptions#recovery}. Immutable; begin with {@link #DEFAULTS}.
 *
 * @param policyOptions the recovery policy's own, by key
 * @param shadow a recovery policy that is asked the same questions and whose answers are only compared and counted; empty: none
 * @param agents fencing agents in the order in which they are asked, each with its own options
 * @param ceiling after which held commands end with an unknown outcome instead of being waited for; counted from the loss. Null:
 *            none. It costs: what failed may still be executed; writes to the same blocks wait on until the controller is silent
 * @param readsAtOnce whether reads that were lost are repeated at once, where the transport says that no late answer can land in
 *            their memory
 * @param partial whether new writes that touch no held block go on over other paths while a controller is fenced; if not, all wait
 */
public record FencingOptions(Map<String, String> policyOptions, String shadow, Map<String, Map<String, String>> agents,
        @Nullable Duration ceiling, boolean readsAtOnce, boolean partial) {
    /** What is right for most. */
    public static final FencingOptions DEFAULTS = new FencingOptions(Map.of(), "", Map.of(), null, true, true);

    /** Checks and copies. */
    public FencingOptions {
        policyOptions = Map.copyOf(policyOptions);
        Objects.requireNonNull(shadow, "shadow");
        agents = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(agents));
        if (ceiling != null && ceiling.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("ceiling " + ceiling + ": 1 ms or more is wanted");
        }
    }

    /**
     * The same with another ceiling.
     *
     * @param value the ceiling
     * @return a copy
     */
    public FencingOptions withCeiling(@Nullable Duration value) {
        return new FencingOptions(policyOptions, shadow, agents, value, readsAtOnce, partial);
    }

    /**
     * The same with other options for the policy.
     *
     * @param value by key
     * @return a copy
     */
    public FencingOptions withPolicyOptions(Map<String, String> value) {
        return new FencingOptions(value, shadow, agents, ceiling, readsAtOnce, partial);
    }

    /**
     * The same with another policy in shadow.
     *
     * @param value its name; empty: none
     * @return a copy
     */
    public FencingOptions withShadow(String value) {
        return new FencingOptions(policyOptions, value, agents, ceiling, readsAtOnce, partial);
    }

    /**
     * The same with other agents.
     *
     * @param value options by name, in order
     * @return a copy
     */
    public FencingOptions withAgents(Map<String, Map<String, String>> value) {
        return new FencingOptions(policyOptions, shadow, value, ceiling, readsAtOnce, partial);
    }

    /**
     * The same with other shortcuts.
     *
     * @param reads {@link #readsAtOnce}
     * @param some {@link #partial}
     * @return a copy
     */
    public FencingOptions withShortcuts(boolean reads, boolean some) {
        return new FencingOptions(policyOptions, shadow, agents, ceiling, reads, some);
    }
}
