package io.fenceline.api.host;

import io.fenceline.api.Nqn;
import java.time.Duration;

/**
 * How a discovery service is asked.
 *
 * @param identity who asks
 * @param options of the connections to discovery services; keep alive counts for {@link Host#follow} only
 * @param subsystemOptions of the subsystems that {@link Discovery#apply} connects
 * @param service the service's NQN; {@link Nqn#DISCOVERY}, or a unique one
 * @param timeout for the whole of {@link Host#discover}, referrals included
 * @param referralDepth how many referrals deep; 0: none are followed
 */
public record DiscoverySpec(HostIdentity identity, HostOptions options, HostOptions subsystemOptions, Nqn service, Duration timeout,
        int referralDepth) {
    /** Greatest depth of referrals. */
    public static final int MAX_DEPTH = 8;

    /** Checks the depth. */
    public DiscoverySpec {
        if (referralDepth < 0 || referralDepth > MAX_DEPTH) {
            throw new IllegalArgumentException("referralDepth " + referralDepth + ": 0 to " + MAX_DEPTH + " is wanted");
        }
    }

    /**
     * With {@link HostOptions#DEFAULTS} for what is connected.
     *
     * @param identity who asks
     * @param options of the connections to discovery services
     * @param service the service's NQN
     * @param timeout for the whole of {@link Host#discover}
     * @param referralDepth how many referrals deep
     */
    public DiscoverySpec(HostIdentity identity, HostOptions options, Nqn service, Duration timeout, int referralDepth) {
        this(identity, options, HostOptions.DEFAULTS, service, timeout, referralDepth);
    }

    /**
     * With what is right for most.
     *
     * @param identity who asks
     * @return 10 seconds, 4 referrals deep, keep alive of 30 seconds
     */
    public static DiscoverySpec of(HostIdentity identity) {
        return new DiscoverySpec(identity, HostOptions.DEFAULTS.change().keepAlive(Duration.ofSeconds(30)).build(), Nqn.DISCOVERY,
                Duration.ofSeconds(10), 4);
    }
}
