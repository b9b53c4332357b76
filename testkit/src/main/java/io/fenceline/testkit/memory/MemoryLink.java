package io.fenceline.testkit.memory;

import io.fenceline.api.TransportAddress;
import io.fenceline.spi.transport.TransportFault;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The way between one host and one address of a target, for as long as the fabric lives: all connections that go it, present and future.
 * Any thread.
 */
public final class MemoryLink {
    private final MemoryTransport fabric;
    private final String host;
    private final TransportAddress address;
    private final Set<Channel> owing = new LinkedHashSet<>();
    private volatile boolean stalledToTarget;
    private volatile boolean stalledToHost;
    private volatile long delayNs;

    MemoryLink(MemoryTransport fabric, String host, TransportAddress address) {
        this.fabric = fabric;
        this.host = host;
        this.address = address;
    }

    /**
     * Keeps what is sent, and delivers it in order when it is let go again: packets that are lost and repeated. Connects are kept as
     * well, and fail by their deadline. Ends of connections are kept too, so that a peer does not hear of them.
     *
     * @param toTarget whether what the host sends is kept
     * @param toHost whether what the target sends is kept
     */
    public void stall(boolean toTarget, boolean toHost) {
        List<Channel> resumed;
        synchronized (owing) {
            stalledToTarget = toTarget;
            stalledToHost = toHost;
            resumed = owing.stream().filter(channel -> !isStalled(channel)).toList();
            resumed.forEach(owing::remove);
        }
        resumed.forEach(Channel::resume);
    }

    /**
     * Makes what is sent from now on slower.
     *
     * @param ns on top of the transport's latency, one way; 0: no more
     */
    public void delay(long ns) {
        if (ns < 0) {
            throw new IllegalArgumentException("delay " + ns + " ns: 0 or more is wanted");
        }
        delayNs = ns;
    }

    /** Resets the present connections: both ends hear of it, and what was on its way is lost. */
    public void cut() {
        fabric.cut(this, TransportFault.of(TransportFault.Kind.NETWORK, "the connection was cut"));
    }

    /** Whether a message of this channel must wait; remembers that it does. */
    boolean keeps(Channel channel) {
        if (!stalledToTarget && !stalledToHost) {
            return false;
        }
        synchronized (owing) {
            return isStalled(channel) && (owing.add(channel) || owing.contains(channel));
        }
    }

    private boolean isStalled(Channel channel) {
        return channel.toTarget() ? stalledToTarget : stalledToHost;
    }

    long delayNs() {
        return delayNs;
    }

    /** Which way it is. */
    @Override
    public String toString() {
        return host + " to " + address;
    }
}
