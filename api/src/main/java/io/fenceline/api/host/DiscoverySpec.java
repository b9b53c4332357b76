package io.fenceline.api.host;

import io.fenceline.api.Nqn;
import java.time.Duration;

/**
 * How a discovery service is asked.
 *
 * @param identity who asks
 * @param options of the connection; keep alive counts for {@link Host#follow} only
 * @param service the service's NQN; {@link Nqn#DISCOVERY}, or a unique one
 * @param timeout for the whole of {@link Host#discover}, referrals included
 * @param referralDepth how many referrals deep; 0: none are followed
 */
public record DiscoverySpec(HostIdentity identity, HostOptions options, Nqn service, Duration timeout, int referralDepth) {
    /** Greatest depth of referrals. */
    public static final int MAX_DEPTH = 8;

    /** Checks the depth. */
    public DiscoverySpec {
        if (referralDepth < 0 || referralDepth > MAX_DEPTH) {
            throw new IllegalArgumentException("referralDepth " + referralDepth + ": 0 to " + MAX_DEPTH + " is wanted");
        }
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
