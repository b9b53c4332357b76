package io.fenceline.assembly.failovers;

import io.fenceline.api.host.Failover;
import io.fenceline.api.target.AssociationEnd;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lost controller as both ends saw it, on one axis of time.
 *
 * @param host the host's half; null: it is not known
 * @param target the target's half; null: it is not known
 * @param shiftNs what is added to a time of the target to have a time of the host
 * @param oneClock whether both ends have the same clock; if not, they were brought together by the time of day, which is as exact as the
 *            clocks of the two machines are set
 */
public record Story(@Nullable Failover host, @Nullable AssociationEnd target, long shiftNs, boolean oneClock) {
    private static final long NS_PER_MS = 1_000_000L;

    /**
     * Brings together what belongs together.
     *
     * @param halves in any order; of two that are the same half of the same story the later one counts
     * @return by the time of the loss
     */
    public static List<Story> join(Collection<Half> halves) {
        Map<String, Half.OfHost> hosts = new LinkedHashMap<>();
        Map<String, Half.OfTarget> targets = new LinkedHashMap<>();
        for (Half half : halves) {
            switch (half) {
                case Half.OfHost host -> hosts.put(host.key(), host);
                case Half.OfTarget target -> targets.put(target.key(), target);
            }
        }
        List<Story> stories = new ArrayList<>();
        hosts.forEach((key, host) -> stories.add(of(host, targets.remove(key))));
        targets.values().forEach(target -> stories.add(new Story(null, target.end(), 0, true)));
        stories.sort(Comparator.comparingLong(Story::atMs));
        return stories;
    }

    private static Story of(Half.OfHost host, Half.@Nullable OfTarget target) {
        Failover failover = host.failover();
        if (target == null) {
            return new Story(failover, null, 0, true);
        }
        boolean one = host.clock().equals(target.clock());
        AssociationEnd end = target.end();
        long shift = one ? 0 : detectedNs(failover) - end.lostNs() + (end.atMs() - failover.atMs()) * NS_PER_MS;
        return new Story(failover, end, shift, one);
    }

    /** When the host noticed; of a story without that step, its first. */
    private static long detectedNs(Failover failover) {
        long detected = failover.at(Failover.Kind.DETECTED);
        return detected >= 0 || failover.steps().isEmpty() ? detected : failover.steps().getFirst().atNs();
    }

    /**
     * When it began.
     *
     * @return milliseconds since 1970, as the host says, or else the target
     */
    public long atMs() {
        return host != null ? host.atMs() : target != null ? target.atMs() : 0;
    }

    /**
     * The zero of its axis: when the host noticed the loss, or else the target.
     *
     * @return by the host's clock, or else the target's
     */
    public long zeroNs() {
        return host != null ? detectedNs(host) : target != null ? target.lostNs() : 0;
    }

    /**
     * From the detection to the end of the hold.
     *
     * @return nanoseconds; -1: not known
     */
    public long heldNs() {
        return between(Failover.Kind.DETECTED, Failover.Kind.FENCED);
    }

    /**
     * From the last good answer to the detection.
     *
     * @return nanoseconds; -1: not known
     */
    public long noticedAfterNs() {
        return between(Failover.Kind.LAST_ANSWER, Failover.Kind.DETECTED);
    }

    private long between(Failover.Kind from, Failover.Kind to) {
        return host == null || host.at(from) < 0 || host.at(to) < 0 ? -1 : host.at(to) - host.at(from);
    }
}
